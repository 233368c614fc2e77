import ArgumentParser

/// `seatwise`: what stands above all subcommands.
struct SeatwiseCommand: ToolCommand {
    static let configuration = CommandConfiguration(
        commandName: "seatwise",
        abstract: "Assigns and revokes software licenses in bulk, from CSV manifests.",
        discussion: """
              seatwise import samples
              seatwise plan samples/manifest.csv

            The first loads products, rules, customers and users into the store ./seatwise.db; the second tells what a \
            manifest would do to every row, and changes nothing. `seatwise apply` then does it.

            Results go to standard output, messages to standard error. Exit codes: 0 every row is ok, 1 some rows were \
            refused, 2 stopped by a limit, 3 could not run, 4 interrupted, 5 a bug, 6 not confirmed, 7 stale, 64 wrong usage, 65 a file cannot \
            be read.
            """,
        version: "0.1.0",
        groupedSubcommands: [
            CommandGroup(
                name: "Manifests",
                subcommands: [PlanCommand.self, ApplyCommand.self, InboxCommand.self, TemplateCommand.self]
            ),
            CommandGroup(
                name: "Catalog and directory",
                subcommands: [ImportCommand.self, ExportCommand.self, LicensesCommand.self]
            ),
            CommandGroup(name: "History", subcommands: [JobsCommand.self, HistoryCommand.self]),
        ]
    )

    /// A command was left out: help is what is needed, but a script that forgot it must not go on.
    func carryOut(in surroundings: Surroundings) -> ExitStatus {
        surroundings.console.messages.say(Self.helpMessage() + "\n")
        return .usage
    }
}
