import Manifest

/// What libFuzzer came up with: a file, and how it is to be read.
///
/// The first three bytes choose the encoding, the delimiter and the size of sections, so that they are found by trying
/// like everything else; as digits they can be typed into a seed. The rest is the file.
struct FuzzInput {
    let scratch = ScratchFile.shared
    private let options: ReadingOptions
    /// Small, as sections are a few times as large: nearly every one begins in the middle of something.
    private let readSize: Int
    private let text: [UInt8]

    private static let encodings: [TextEncoding?] = [nil] + TextEncoding.allCases
    private static let delimiters: [UInt8?] = [nil] + Dialect.delimiters
    private static let readSizes = [1, 2, 3, 5, 8, 20, 60, 300]

    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        func choice(_ place: Int) -> Int { place < bytes.count ? Int(bytes[place] & 7) : 0 }
        options = ReadingOptions(
            encoding: Self.encodings[choice(0) % Self.encodings.count],
            delimiter: Self.delimiters[choice(1) % Self.delimiters.count]
        )
        readSize = Self.readSizes[choice(2)]
        text = Array(bytes.dropFirst(3))
    }

    func open(inSections: Bool = false) throws -> CSVFile {
        var options = options
        if inSections { options.readSize = readSize }
        return try scratch.open(text, options)
    }

    /// Runs what may refuse the file; nothing else may go wrong.
    func attempt<Outcome>(_ body: () throws -> Outcome) -> Result<Outcome, UnreadableFile> {
        do {
            return .success(try body())
        } catch let refusal as UnreadableFile {
            return .failure(refusal)
        } catch {
            broken("Only a file is in the way of reading it", "\(error)")
        }
    }

    /// Runs what may refuse nothing: the file was read before, or was written by us.
    func demand(_ body: () throws -> Void) {
        if case .failure(let refusal) = attempt(body) {
            broken("What was read once, and what we write, can be read", "\(refusal)")
        }
    }
}
