import Manifest
import Synchronization

/// Where one worker at a time reads stretches of a manifest, one after the other in the same memory.
final class SectionDesk: Sendable {
    private struct Reading {
        var section = ManifestSection()
        var isWhole = false
    }

    /// The lock is never waited for: it says that a desk has one user at a time.
    private let reading = Mutex(Reading())

    /// Reads as `ManifestSection.read` does, in place of what was read before.
    func read(_ file: CSVFile, _ columns: [Int], in range: Range<Int>, line: Int) throws {
        try reading.withLock { reading in
            reading.isWhole = false
            try reading.section.read(file, columns, in: range, line: line)
            reading.isWhole = true
        }
    }

    /// Whether the last reading came to its end.
    var isWhole: Bool { reading.withLock { $0.isWhole } }

    /// Gives `body` what was read.
    func withSection(_ body: (ManifestSection) throws -> Void) rethrows {
        try reading.withLock { try body($0.section) }
    }
}
