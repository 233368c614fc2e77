import ArgumentParser
import Jobs
import SQLiteStore

/// `--store`, which every command takes.
struct StoreOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The SQLite file with catalog, directory and jobs. (default: $SEATWISE_STORE, or ./seatwise.db)",
            valueName: "path"
        ),
        completion: .file(extensions: ["db"])
    )
    var store: String?

    func path(_ variables: [String: String]) -> String {
        if let store { return store }
        let named = variables["SEATWISE_STORE", default: ""]
        return named.isEmpty ? "./seatwise.db" : named
    }

    /// Opens the store that is there.
    ///
    /// This file is the one place that knows which directory there is.
    func open(_ surroundings: Surroundings, _ waiting: WaitOptions? = nil) throws -> some Directory {
        let path = path(surroundings.variables)
        return try SQLiteStore.open(
            path: path,
            mode: .existing,
            patience: Double(waiting?.wait ?? 0),
            checkingWhileWaiting: surroundings.stopSignals.check
        )
    }

    /// Opens the store, or makes a new one.
    func openOrCreate(_ surroundings: Surroundings, _ waiting: WaitOptions) throws -> some Directory {
        let path = path(surroundings.variables)
        return try SQLiteStore.open(
            path: path,
            mode: .createIfMissing,
            patience: Double(waiting.wait),
            checkingWhileWaiting: surroundings.stopSignals.check
        )
    }
}
