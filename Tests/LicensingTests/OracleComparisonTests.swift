import Foundation
import TestSupport
import Testing

/// The judgement against worked examples, and against a second implementation that shares nothing with it.
@Suite("The judgement")
struct OracleComparisonTests {
    /// Per seed; fewer where each takes longer, under a sanitizer.
    private static let worldCount =
        ProcessInfo.processInfo.environment["SEATWISE_ORACLE_WORLDS"].flatMap { Int($0) } ?? 1500

    @Test("gives what the worked examples expect", arguments: try SharedCase.all())
    func givesWhatTheCaseExpects(_ sharedCase: SharedCase) {
        #expect(WorldJudge.judge(sharedCase.world) == sharedCase.expected)
    }

    @Test("agrees with the oracle on random worlds", arguments: [1, 2, 3, 4] as [UInt64])
    func agreesWithTheOracle(seed: UInt64) {
        var generator = WorldGenerator(seed: seed)
        for number in 1...Self.worldCount {
            let world = generator.next()
            let expected = Oracle.judge(world)
            // Shares are for customers of many users; here they must change nothing.
            let found = WorldJudge.judge(world, shares: number % 3 + 1)
            if found != expected {
                Issue.record("seed \(seed), world \(number)\n\(world)\nexpected\n\(expected)\nfound\n\(found)")
                return
            }
        }
    }
}
