import ArgumentParser

/// How a command talks.
struct OutputOptions: ParsableArguments {
    @Flag(help: "Print the outcome as JSON on standard output, in place of the summary.")
    var json = false

    @Flag(help: "No progress and no summary, only what a person must act on.")
    var quiet = false

    @Option(
        help: ArgumentHelp(
            "The form of messages: text for people, or json, an event on each line.",
            valueName: "text|json"
        )
    )
    var logFormat: LogFormat = .text

    @Flag(help: "No colors; NO_COLOR and TERM=dumb have the same effect.")
    var noColor = false
}

extension LogFormat: ExpressibleByArgument {}
