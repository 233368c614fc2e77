import Manifest

/// One line of a file to import that cannot be taken.
package struct ImportProblem: Hashable, Sendable, CustomStringConvertible {
    /// Codes as manifests have them, and some that only imports need.
    package enum Code: String, Sendable {
        case missingField = "MissingField"
        case extraField = "ExtraField"
        case unknownCustomer = "UnknownCustomer"
        case unknownUser = "UnknownUser"
        case unknownProduct = "UnknownProduct"
        case ambiguousProduct = "AmbiguousProduct"
        case invalidPlans = "InvalidPlans"
        case unknownPlan = "UnknownPlan"
        case invalidRule = "InvalidRule"
        case invalidLocation = "InvalidLocation"
        case invalidSeats = "InvalidSeats"
        case duplicateKey = "DuplicateKey"
        case tooManyPlans = "TooManyPlans"
        case productInUse = "ProductInUse"
        case customerInUse = "CustomerInUse"
        case userInUse = "UserInUse"
    }

    package let file: String
    package let line: Int?
    package let code: Code
    package let message: String

    package var description: String {
        "\(file)\(line.map { ", line \($0)" } ?? ""): \(code.rawValue): \(message)"
    }
}

/// An import refused whole because of bad lines: the first of them, and how many there are.
///
/// Exit code 65.
package struct ImportRefused: Error, Sendable {
    package let problems: [ImportProblem]
    package let count: Int
}

/// Collects the bad lines of one file.
struct ProblemCollector {
    let file: String
    private var problems: [ImportProblem] = []
    private var count = 0

    /// Lines that are shown; the rest are only counted.
    private static let most = 20

    init(file: String) {
        self.file = file
    }

    mutating func add(_ code: ImportProblem.Code, line: Int?, _ message: String) {
        count += 1
        guard problems.count < Self.most else { return }
        problems.append(ImportProblem(file: file, line: line, code: code, message: message))
    }

    /// - Throws: `ImportRefused` when there is any bad line.
    func check() throws {
        if count > 0 { throw ImportRefused(problems: problems, count: count) }
    }
}
