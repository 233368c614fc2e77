import TestSupport
import Testing

@Suite("The shared cases")
struct SharedCaseTests {
    @Test(arguments: try SharedCase.all())
    func theOracleGivesWhatTheCaseExpects(_ sharedCase: SharedCase) {
        let outcome = Oracle.judge(sharedCase.world)
        #expect(outcome == sharedCase.expected, "\(sharedCase)\n\(sharedCase.world)\ngot:\n\(outcome)")
    }
}
