import ArgumentParser

/// `seatwise jobs`: what stands above `list` and `show`.
struct JobsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "jobs",
        abstract: "Lists past jobs, or shows one.",
        discussion: """
              seatwise jobs
              seatwise jobs show latest

            A job is one apply of one manifest.
            """,
        subcommands: [JobsListCommand.self, JobsShowCommand.self],
        defaultSubcommand: JobsListCommand.self
    )
}
