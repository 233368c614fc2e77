import ArgumentParser
import Jobs
import Licensing

/// What an apply, and a plan of it, may do and may not.
struct LimitOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "What a refused row takes with it: nothing (row), the other rows of its user, or the whole file. (default: row)",
            valueName: "row|user|file"
        )
    )
    var atomic: Atomicity?

    @Option(
        help: ArgumentHelp(
            "Changes nothing when more rows are refused than this: a number, or a share of the rows, such as 5%.",
            valueName: "n|n%"
        )
    )
    var maxErrors: CountLimit?

    @Option(
        help: ArgumentHelp(
            "Changes nothing when more licenses would be revoked than this: a number, or a share of those that the "
                + "customers named hold, such as 5%.",
            valueName: "n|n%"
        )
    )
    var maxRevokes: CountLimit?

    @Option(
        help: ArgumentHelp(
            "Changes nothing when more users than this would be left without any license.",
            valueName: "n"
        )
    )
    var maxUnlicensed: Int?

    @Flag(help: "Refuses a manifest that was applied before.")
    var once = false

    func validate() throws {
        if let maxUnlicensed, maxUnlicensed < 0 {
            throw ValidationError("--max-unlicensed is a number of users, 0 or more")
        }
    }

    var limits: RunLimits {
        RunLimits(errors: maxErrors, revokes: maxRevokes, unlicensed: maxUnlicensed.map { .number($0) })
    }
}

extension Atomicity: ExpressibleByArgument {}

extension CountLimit: ExpressibleByArgument {
    public init?(argument: String) {
        self.init(argument)
    }
}
