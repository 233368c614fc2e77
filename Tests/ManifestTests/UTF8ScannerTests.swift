import Testing

@testable import Manifest

@Suite struct UTF8ScannerTests {
    private static let texts: [[UInt8]] = [
        [], [0x41], [0xC3, 0xA8], [0xE2, 0x82, 0xAC], [0xF0, 0x9F, 0x98, 0x80], [0xED, 0x9F, 0xBF], [0xEE, 0x80, 0x80],
        [0xF4, 0x8F, 0xBF, 0xBF], [0xC0, 0x80], [0xC1, 0xBF], [0xE0, 0x9F, 0xBF], [0xED, 0xA0, 0x80],
        [0xF0, 0x8F, 0xBF, 0xBF],
        [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0x80], [0xBF, 0x41], [0xC3], [0xE2, 0x82],
        [0xF0, 0x9F, 0x98],
        [0xC3, 0x41], [0xC3, 0xC3, 0xA8], [0xE2, 0x82, 0xE2, 0x82, 0xAC], [0xFF], [0xFE, 0xFF],
    ]

    private func scan(_ bytes: [UInt8], size: Int) -> UTF8Scanner {
        var scanner = UTF8Scanner()
        for start in stride(from: 0, to: bytes.count, by: size) {
            bytes[start..<min(start + size, bytes.count)].withUnsafeBytes { scanner.scan($0) }
        }
        scanner.finish()
        return scanner
    }

    @Test(arguments: texts, [0, 5, 31, 32, 33, 100])
    func itAgreesWithTheStandardLibraryWhereverTheSequenceStands(_ text: [UInt8], padding: Int) {
        let bytes = [UInt8](repeating: 0x61, count: padding) + text + [UInt8](repeating: 0x62, count: padding)
        let isValid = String(validating: bytes, as: UTF8.self) != nil
        for size in [1, 2, 3, 7, 64, 1000] {
            let scanner = scan(bytes, size: size)
            #expect((scanner.firstInvalid == nil) == isValid)
            #expect(scanner.firstInvalid == scan(bytes, size: 1).firstInvalid)
            #expect(scanner.offset == bytes.count)
        }
    }

    @Test(
        arguments: [
            ([0x61, 0xC3], 1, false), ([0xC3, 0xC3, 0xA8], 0, true), ([0xE8, 0x20], 0, false),
            ([0xE2, 0x82, 0x41], 0, false),
            ([0xE8, 0xC3, 0xA8], 0, true),
        ] as [([UInt8], Int, Bool)]
    )
    func itTellsTheFirstBadByteAndWhetherAnyCharacterStandsWellFormed(
        _ bytes: [UInt8],
        invalid: Int,
        hasMultibyte: Bool
    ) {
        let scanner = scan(bytes, size: 2)
        #expect(scanner.firstInvalid == invalid)
        #expect(scanner.hasMultibyte == hasMultibyte)
    }

    @Test func itTellsTheFirstNUL() {
        #expect(scan([0x61, 0x62, 0, 0x63, 0], size: 2).firstNull == 2)
        #expect(scan([0x61, 0x62], size: 2).firstNull == nil)
    }
}
