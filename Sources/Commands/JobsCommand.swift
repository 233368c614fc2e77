import ArgumentParser

/// `seatwise jobs`: what stands above `list`, `show` and the others.
struct JobsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "jobs",
        abstract: "Lists jobs; shows, resumes, cancels or takes back one.",
        discussion: """
              seatwise jobs
              seatwise jobs show latest
              seatwise jobs resume
              seatwise jobs undo latest

            A job is one apply of one manifest.
            """,
        subcommands: [
            JobsListCommand.self, JobsShowCommand.self, JobsResumeCommand.self, JobsCancelCommand.self,
            JobsUndoCommand.self, JobsResultsCommand.self, JobsPruneCommand.self,
        ],
        defaultSubcommand: JobsListCommand.self
    )
}
