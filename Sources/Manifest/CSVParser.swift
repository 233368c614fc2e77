import CLibCSV

/// One libcsv parser, used for one text and then freed.
///
/// Strict, and strict about a quote left open at the end: anything less swallows damaged files without a word. Its
/// default handling of blanks is kept: it drops those around a cell, which is how manifests are read.
struct CSVParser: ~Copyable {
    enum Outcome {
        case consumedAll
        /// Stopped at this many bytes: text follows a closing quote.
        case textAfterQuote(Int)
        case outOfMemory
    }

    // libcsv refers to its state by address: it stays where it was allocated.
    private let state: UnsafeMutablePointer<csv_parser>

    private static let strict = UInt8(CSV_STRICT | CSV_STRICT_FINI)
    private static let lenient = UInt8(CSV_STRICT_FINI)

    init(delimiter: UInt8) {
        state = .allocate(capacity: 1)
        state.initialize(to: csv_parser())
        // Fails only for a null pointer.
        _ = csv_init(state, Self.strict)
        csv_set_delim(state, delimiter)
        csv_set_blk_size(state, 4096)
    }

    deinit {
        csv_free(state)
        state.deallocate()
    }

    /// Whether a record has begun and not ended yet.
    var isInsideRecord: Bool { state.pointee.pstate != 0 }

    /// Whether a quoted cell has begun and its closing quote has not been seen.
    var isInsideQuotes: Bool { state.pointee.quoted != 0 && state.pointee.pstate == 2 }

    /// Gives libcsv bytes of one physical line; what it finds goes to the collector.
    ///
    /// A quote inside an unquoted cell (`5" disk`) is data: strictness is lifted for that one byte, and the collector told.
    @inline(__always)
    func parse(_ bytes: UnsafeRawBufferPointer, into collector: UnsafeMutablePointer<CellCollector>) -> Outcome {
        let count = csv_parse(state, bytes.baseAddress, bytes.count, collectCell, endRecord, collector)
        return count == bytes.count ? .consumedAll : resume(bytes, at: count, into: collector)
    }

    private func resume(
        _ bytes: UnsafeRawBufferPointer,
        at stop: Int,
        into collector: UnsafeMutablePointer<CellCollector>
    ) -> Outcome {
        var offset = stop
        while let base = bytes.baseAddress, offset < bytes.count {
            guard csv_error(state) == CSV_EPARSE else { return .outOfMemory }
            guard state.pointee.pstate == 2, state.pointee.quoted == 0 else { return .textAfterQuote(offset) }
            collector.pointee.hasStrayQuote = true
            _ = csv_set_opts(state, Self.lenient)
            let taken = csv_parse(state, base + offset, 1, collectCell, endRecord, collector)
            _ = csv_set_opts(state, Self.strict)
            guard taken == 1 else { return .outOfMemory }
            offset += 1
            offset += csv_parse(state, base + offset, bytes.count - offset, collectCell, endRecord, collector)
        }
        return .consumedAll
    }

    /// Ends the text, and with it a last record without a line end; false when a quote is still open.
    ///
    /// Only to be called when every byte was consumed: after an error libcsv would hand out half a record as a good one.
    func finish(into collector: UnsafeMutablePointer<CellCollector>) -> Bool {
        csv_fini(state, collectCell, endRecord, collector) == 0
    }
}

// Called by libcsv. Global functions: a closure could carry an isolation check, paid for with every cell.

@inline(__always)
private func collectCell(_ cell: UnsafeMutableRawPointer?, _ length: Int, _ context: UnsafeMutableRawPointer?) {
    context?.assumingMemoryBound(to: CellCollector.self).pointee.take(cell, length)
}

private func endRecord(_ terminator: Int32, _ context: UnsafeMutableRawPointer?) {
    context?.assumingMemoryBound(to: CellCollector.self).pointee.isRecordEnded = true
}
