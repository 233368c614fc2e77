import Licensing
import Testing

@Suite("The nearest name")
struct NearestNameTests {
    @Test(
        "is the one a slip was meant to be",
        arguments: [
            ("spe_e33", "spe_e3"), ("pse_e3", "spe_e3"), ("spe_3", "spe_e3"), ("speee3", "spe_e3"),
            ("juergen.wiess@b.example", "juergen.weiss@b.example"),
        ]
    )
    func findsTheSlip(typed: String, meant: String) {
        let names = ["spe_e3", "standardpack", "juergen.weiss@b.example", "power_bi_pro"]
        #expect(nearest(to: typed, of: names) == meant)
    }

    @Test("is none when nothing is near", arguments: ["visio", "x", "", "powerpoint"])
    func findsNothingFar(typed: String) {
        #expect(nearest(to: typed, of: ["spe_e3", "standardpack", "power_bi_pro"]) == nil)
    }

    private func nearest(to typed: String, of names: [String]) -> String? {
        var nearest = NearestName(to: Array(typed.utf8))
        for name in names {
            let key = Array(name.utf8)
            nearest.consider(key.span)
        }
        return nearest.best.map { String(decoding: $0, as: UTF8.self) }
    }
}
