import ArgumentParser

/// `--wait`, which every command takes that writes to the store.
struct WaitOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "How long to wait for another command that writes to the store.",
            valueName: "seconds"
        )
    )
    var wait = 0

    func validate() throws {
        guard wait >= 0 else { throw ValidationError("--wait is a number of seconds, 0 or more") }
    }
}
