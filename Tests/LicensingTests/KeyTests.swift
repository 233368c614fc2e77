import Licensing
import Testing

@Suite("Keys")
struct KeyTests {
    @Test(
        "fold spellings of one identifier to the same bytes",
        arguments: [
            ("ADELE@Contoso.Example", "adele@contoso.example"),
            ("Caff\u{E8}", "caffe\u{300}"),
            ("\u{C9}COLE", "e\u{301}cole"),
            (" SPE_E3\t", "spe_e3"),
            ("\u{130}", "i\u{307}"),
        ]
    )
    func foldToTheSame(one: String, other: String) {
        #expect(KeyFolding.folded(one) == KeyFolding.folded(other))
    }

    @Test("stay apart where identifiers differ", arguments: [("a", "b"), ("e", "\u{E9}"), ("a b", "ab"), ("", "a")])
    func stayApart(one: String, other: String) {
        #expect(KeyFolding.folded(one) != KeyFolding.folded(other))
    }

    @Test("are numbered in the order of their first appearance")
    func numbered() {
        var table = KeyTable()
        let keys = (0..<5000).map { Array("key \($0 % 1700)".utf8) }
        for (index, key) in keys.enumerated() { #expect(table.insert(key.span) == index % 1700) }
        #expect(table.count == 1700)
        for number in 0..<1700 { #expect(Array(table.key(number)) == keys[number]) }
        #expect(table.find(Array("key 1700".utf8).span) == nil)
        #expect(table.find([UInt8]().span) == nil)
    }
}
