import Licensing
import Testing

@testable import Jobs
@testable import Manifest

/// How values stand in kept files, which later versions read: whoever changes one of these raises `KeptFooter.version`, and
/// then the numbers here.
@Suite struct KeptLayoutTests {
    @Test func theFormatIsTheOneThatHasThisVersion() {
        #expect(KeptFooter.version == 1)
        let strides = [
            MemoryLayout<RowTable.Row>.stride, MemoryLayout<RowOutcomes.Outcome>.stride,
            MemoryLayout<Judgement.Finding>.stride, MemoryLayout<Judgement.Shortage>.stride,
            MemoryLayout<HoldTexts.Pair>.stride, MemoryLayout<Operation>.stride, MemoryLayout<Places>.stride,
        ]
        #expect(strides == [24, 8, 20, 32, 8, 88, 32])
        #expect(RowStatus.allCases.map { "\($0.rawValue) \($0.name)" }.joined(separator: ", ") == Self.statuses)
        #expect(Codes.names.count == 17)
        #expect(Codes.count.rawValue == 1 << 14 && Codes.fileChangeRefused.rawValue == 1 << 16)
    }

    private static let statuses =
        "0 ready, 1 applied, 2 unchanged, 3 superseded, 4 refused, 5 failed, 6 unprocessed, 7 drifted"
}
