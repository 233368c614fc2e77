import Foundation
import TestSupport
import Testing

@Suite("The world generator")
struct WorldGeneratorTests {
    @Test func theSameSeedGivesTheSameWorlds() {
        var one = WorldGenerator(seed: 7)
        var other = WorldGenerator(seed: 7)
        var third = WorldGenerator(seed: 8)
        let worlds = (0..<20).map { _ in one.next() }
        #expect(worlds == (0..<20).map { _ in other.next() })
        #expect(worlds != (0..<20).map { _ in third.next() })
    }

    @Test func everyCodeAndStatusTurnsUpInAtLeastTwoPercentOfTheWorlds() {
        let count = 600
        var seen: [String: Int] = [:]
        var generator = WorldGenerator(seed: 1)
        for _ in 0..<count {
            let rows = Oracle.judge(generator.next()).rows
            for word in Set(rows.flatMap(\.codes) + rows.map(\.status)) { seen[word, default: 0] += 1 }
        }
        for word in OracleCode.allCases.map(\.rawValue) + ["ready", "unchanged", "superseded"] {
            #expect(seen[word, default: 0] * 50 >= count, "\(word)")
        }
    }
}
