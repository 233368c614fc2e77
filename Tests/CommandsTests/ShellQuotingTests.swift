import Testing

@testable import Commands

@Suite struct ShellQuotingTests {
    @Test(arguments: [
        ("samples/manifest.csv", "samples/manifest.csv"), ("my file.csv", "'my file.csv'"), ("it's", "'it'\\''s'"),
        ("$HOME", "'$HOME'"), ("", "''"), ("a;b", "'a;b'"), ("perché.csv", "'perché.csv'"),
    ])
    func aWordReachesTheCommandAsItIs(word: String, quoted: String) {
        #expect(ShellQuoting.quoted(word) == quoted)
    }
}
