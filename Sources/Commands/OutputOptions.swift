import ArgumentParser

/// How a command talks.
struct OutputOptions: ParsableArguments {
    @Flag(help: "Print the outcome as JSON on standard output, in place of the summary.")
    var json = false

    @Flag(help: "No progress and no summary, only what a person must act on.")
    var quiet = false

    @Flag(help: "No colors; NO_COLOR and TERM=dumb have the same effect.")
    var noColor = false
}
