import ArgumentParser

/// `seatwise jobs`: what stands above `list` and `show`.
struct JobsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "jobs",
        abstract: "Lists jobs, shows, cancels or takes back one, and forgets old ones.",
        discussion: """
              seatwise jobs
              seatwise jobs show latest
              seatwise jobs undo latest

            A job is one apply of one manifest.
            """,
        subcommands: [
            JobsListCommand.self, JobsShowCommand.self, JobsCancelCommand.self, JobsUndoCommand.self,
            JobsPruneCommand.self,
        ],
        defaultSubcommand: JobsListCommand.self
    )
}
