import Testing

@testable import Manifest

@Suite struct FormulaGuardTests {
    /// Every starting byte, behind up to three marks, with and without something after it.
    static let hostile: [[UInt8]] = (UInt8.min...UInt8.max).flatMap { byte in
        (0...3).flatMap { marks in
            [[], Array("1+1".utf8), [0xCC, 0x81], [byte]].map { [UInt8](repeating: 0x27, count: marks) + [byte] + $0 }
        }
    }

    private func guarded(_ cell: [UInt8]) -> [UInt8] {
        cell.withUnsafeBufferPointer { FormulaGuard.needsMark($0) } ? [FormulaGuard.mark] + cell : cell
    }

    private func unguarded(_ cell: [UInt8]) -> [UInt8] {
        cell.withUnsafeBufferPointer { Array(FormulaGuard.removingMark($0)) }
    }

    @Test func everyCellComesBackFromItsGuard() {
        for cell in Self.hostile {
            #expect(unguarded(guarded(cell)) == cell)
        }
    }

    @Test func noGuardedCellStartsWithWhatASpreadsheetRuns() {
        for cell in Self.hostile {
            #expect(!FormulaGuard.isDangerous(guarded(cell)[0]))
        }
    }

    @Test(arguments: [
        ("=1", "'=1"), ("+1", "'+1"), ("-1", "'-1"), ("@a", "'@a"), ("\ta", "'\ta"), ("\ra", "'\ra"), ("\na", "'\na"),
        ("'=1", "''=1"), ("''=1", "'''=1"), ("=\u{301}", "'=\u{301}"), ("'a", "'a"), ("'", "'"), ("a=1", "a=1"),
        ("", ""),
        (" =1", " =1"), ("'\r\n", "''\r\n"),
    ])
    func onlyWhatStartsLikeAFormulaIsGuarded(_ cell: String, written: String) {
        #expect(guarded(Array(cell.utf8)) == Array(written.utf8))
    }

    @Test(arguments: [
        ("'=1", "=1"), ("''=1", "'=1"), ("'a", "'a"), ("'", "'"), ("''", "''"), ("=1", "=1"), ("'-", "-"),
    ])
    func exactlyOneMarkIsTakenOffOnReading(_ cell: String, read: String) {
        #expect(unguarded(Array(cell.utf8)) == Array(read.utf8))
    }

    @Test(arguments: [
        (" '=1 ", "=1"), ("\u{A0}'-", "-"), ("'\t", ""), ("'\r\n ", ""), ("'\tx\t", "x"), ("\t=1", "=1"),
        ("' =1", "' =1"), ("\n'=1", "=1"), ("'\n'=1", "=1"), ("''\t=1", "'\t=1"),
    ])
    func readingDropsTheBlanksAroundAndTheMark(_ cell: String, read: String) {
        let meaning = Array(cell.utf8).withUnsafeBufferPointer { Array(FormulaGuard.reading($0)) }
        #expect(meaning == Array(read.utf8))
    }
}
