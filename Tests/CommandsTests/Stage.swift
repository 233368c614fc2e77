import Foundation
import Synchronization

@testable import Commands

/// Surroundings made up for a test: what is written is kept, what is asked is answered, and the clock stands still.
final class Stage: Sendable {
    private struct Record {
        var results = ""
        var messages = ""
        var answers: [String] = []
        var uptime = 0.0
        var randomNumber: UInt64 = 6
    }

    private let record = Mutex(Record())
    let folder: URL
    private let isTerminal: Bool
    private let columns: Int
    private let variables: [String: String]

    init(isTerminal: Bool = false, columns: Int = 100, variables: [String: String] = ["NO_COLOR": "1"]) throws {
        self.isTerminal = isTerminal
        self.columns = columns
        folder = FileManager.default.temporaryDirectory.appending(path: "commands-tests-\(UUID().uuidString)")
        self.variables = variables.merging(["SEATWISE_STORE": folder.path + "/seatwise.db"]) { $1 }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(at: folder)
    }

    var path: String { folder.path }
    var results: String { record.withLock { $0.results } }
    var messages: String { record.withLock { $0.messages } }

    /// Everything shown on the terminal since this was asked last.
    func takeMessages() -> String {
        record.withLock { record in
            defer { record.messages = "" }
            return record.messages
        }
    }

    func answer(_ lines: String...) { record.withLock { $0.answers = lines } }

    func wait(_ seconds: Double) { record.withLock { $0.uptime += seconds } }

    func write(_ text: String, as name: String) throws {
        try Data(text.utf8).write(to: folder.appending(path: name))
    }

    func run(_ arguments: String...) -> ExitStatus {
        Program.run(arguments, in: surroundings)
    }

    var surroundings: Surroundings {
        Surroundings(
            variables: variables,
            actor: "ops@host",
            console: Console(
                results: stream { text in self.record.withLock { $0.results += text } },
                messages: stream { text in self.record.withLock { $0.messages += text } },
                isInputTerminal: isTerminal,
                readLine: { self.record.withLock { $0.answers.isEmpty ? nil : $0.answers.removeFirst() } }
            ),
            processorCount: 2,
            now: { 1_769_824_800 },
            uptime: { self.record.withLock { $0.uptime } },
            randomNumber: {
                self.record.withLock { record in
                    record.randomNumber += 1
                    return record.randomNumber
                }
            },
            stopSignals: StopSignals(request: { nil }, setPatience: { _ in })
        )
    }

    private func stream(_ write: @escaping @Sendable (String) throws -> Void) -> TextStream {
        TextStream(
            isTerminal: isTerminal,
            isCapable: isTerminal && variables["TERM"] != "dumb",
            allowsColor: variables["NO_COLOR", default: ""].isEmpty,
            columns: { [isTerminal, columns] in isTerminal ? columns : nil },
            write: write
        )
    }
}

extension Stage {
    /// A stage whose store holds one customer with two products, three users and too few seats.
    static func withWorld(isTerminal: Bool = false, columns: Int = 100) throws -> Stage {
        let stage = try Stage(isTerminal: isTerminal, columns: columns)
        try stage.write(products, as: "products.csv")
        try stage.write("customer,domain,name,country\nc1,acme.example,Acme,IT\n", as: "customers.csv")
        try stage.write(users, as: "users.csv")
        try stage.write("customer,product,seats\nc1,SUITE,1\nc1,MAIL,5\n", as: "subscriptions.csv")
        try stage.write("customer,user,product,disabled_plans\nc1,bo@acme.example,MAIL,\n", as: "assignments.csv")
        try stage.write(manifest, as: "manifest.csv")
        guard stage.run("import", stage.path, "--quiet") == .success else { throw WorldRefused(why: stage.messages) }
        return stage
    }

    private struct WorldRefused: Error {
        let why: String
    }

    var manifestPath: String { folder.path + "/manifest.csv" }

    private static let products = """
        Product_Display_Name,String_Id,GUID,Service_Plan_Name,Service_Plan_Id,Service_Plans_Included_Friendly_Names
        Acme Suite,SUITE,p-1,CHAT,s-1,Chat
        Acme Suite,SUITE,p-1,DISK,s-2,Disk
        Acme Mail,MAIL,p-2,MAILBOX,s-3,Mailbox

        """
    private static let users = """
        customer,user,id,usage_location,name
        c1,al@acme.example,u-1,IT,Al
        c1,bo@acme.example,u-2,IT,Bo
        c1,cy@acme.example,u-3,IT,Cy

        """
    private static let manifest = """
        customer,user,product,action
        acme.example,al@acme.example,SUITE,assign
        acme.example,bo@acme.example,MAIL,revoke
        acme.example,bo@acme.example,SUITE,assign
        acme.example,al@acme.example,SUIT,assign

        """
}
