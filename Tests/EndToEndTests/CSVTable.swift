import Foundation

/// A CSV file as rows of named cells: a small reader of the tests' own.
struct CSVTable {
    let columns: [String]
    let rows: [[String: String]]

    init(_ data: Data, delimiter: Character = ",") {
        var records: [[String]] = []
        var record: [String] = []
        var cell = ""
        var isQuoted = false
        let text = String(decoding: data, as: UTF8.self).replacing("\r\n", with: "\n").replacing("\u{FEFF}", with: "")
        for character in text {
            if character == "\"" {
                // Two quotes in a row turn this off and on again; the cells of these tests hold no quote of their own.
                isQuoted.toggle()
            } else if isQuoted || (character != delimiter && character != "\n") {
                cell.append(character)
            } else {
                record.append(cell)
                cell = ""
                if character == "\n" {
                    records.append(record)
                    record = []
                }
            }
        }
        columns = records.first ?? []
        let header = columns
        rows = records.dropFirst().map { cells in
            Dictionary(uniqueKeysWithValues: zip(header, cells))
        }
    }

    /// The cells of one column.
    func cells(_ column: String) -> [String] { rows.map { $0[column] ?? "" } }
}

/// The tables of samples/README.md, by the heading above them.
struct SampleTables {
    let tables: [String: [[String]]]

    init() throws {
        let text = try String(contentsOfFile: Tool.samples + "/README.md", encoding: .utf8)
        var tables: [String: [[String]]] = [:]
        var heading = ""
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("## ") { heading = String(line.dropFirst(3)) }
            if line.hasPrefix("`shortages.csv`") { heading = "shortages.csv" }
            guard line.hasPrefix("| ") else { continue }
            let cells = line.dropFirst().dropLast().split(separator: "|", omittingEmptySubsequences: false)
                .map { $0.trimmingCharacters(in: CharacterSet(charactersIn: " `")) }
            tables[heading, default: []].append(cells)
        }
        self.tables = tables.mapValues { Array($0.dropFirst()) }
    }
}
