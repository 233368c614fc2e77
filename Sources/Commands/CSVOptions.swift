import ArgumentParser
import Manifest

/// What the user says about a CSV file instead of leaving it to be found out.
struct CSVOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The delimiter: , ; tab or |. (default: found in the header)", valueName: "character"))
    var delimiter: Delimiter?

    @Option(help: "The encoding. (default: found out)")
    var encoding: TextEncoding?

    var reading: ReadingOptions {
        ReadingOptions(encoding: encoding, delimiter: delimiter?.byte)
    }
}

/// A delimiter as it is typed: the character, or a word that no shell takes apart.
enum Delimiter: String, CaseIterable, ExpressibleByArgument {
    case comma, semicolon, tab, pipe

    init?(argument: String) {
        switch argument.lowercased() {
        case ",", "comma": self = .comma
        case ";", "semicolon": self = .semicolon
        case "\t", "\\t", "tab": self = .tab
        case "|", "bar", "pipe": self = .pipe
        default: return nil
        }
    }

    var byte: UInt8 {
        switch self {
        case .comma: UInt8(ascii: ",")
        case .semicolon: UInt8(ascii: ";")
        case .tab: UInt8(ascii: "\t")
        case .pipe: UInt8(ascii: "|")
        }
    }
}

extension TextEncoding: ExpressibleByArgument {}
