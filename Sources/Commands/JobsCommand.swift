import ArgumentParser

/// `seatwise jobs`: what stands above `list` and `show`.
struct JobsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "jobs",
        abstract: "Lists past jobs, shows one, or takes one back.",
        discussion: """
              seatwise jobs
              seatwise jobs show latest
              seatwise jobs undo latest

            A job is one apply of one manifest.
            """,
        subcommands: [JobsListCommand.self, JobsShowCommand.self, JobsUndoCommand.self],
        defaultSubcommand: JobsListCommand.self
    )
}
