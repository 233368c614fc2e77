import ArgumentParser

/// `--parallelism`: how many customers are worked on at once.
///
/// What comes out does not depend on it.
struct ParallelismOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Customers worked on at once, 1 to 256. (default: one per core)", valueName: "number"))
    var parallelism: Int?

    private static let allowed = 1...256

    func validate() throws {
        guard let parallelism, !Self.allowed.contains(parallelism) else { return }
        throw ValidationError("--parallelism is \(parallelism): give a number from 1 to 256")
    }

    func count(_ surroundings: Surroundings) -> Int {
        let wanted = parallelism ?? surroundings.processorCount
        return min(max(wanted, Self.allowed.lowerBound), Self.allowed.upperBound)
    }
}
