/// Makes small random worlds in which most rows resolve and every code of SPEC 7 turns up often.
///
/// The same seed gives the same worlds in the same order, so that a seed and a number are enough to have a failure again.
package struct WorldGenerator: Sendable {
    var random: SplitMix64
    /// What the next rows are made for; whole once the directory is.
    var world = World()

    package init(seed: UInt64) {
        random = SplitMix64(seed: seed)
    }

    /// The next world.
    package mutating func next() -> World {
        world = World()
        world.atomic = random.weighted((67, .row), (23, .user), (10, .file))
        makeCatalog()
        makeRules()
        makeDirectory()
        makeRows()
        return world
    }

    /// An id in the form of a GUID, the same for the same kind and number.
    func id(_ kind: Int, _ number: Int) -> String {
        let digits = String(kind * 100 + number)
        return "00000000-0000-4000-8000-" + String(repeating: "0", count: 12 - digits.count) + digits
    }
}
