import Manifest

/// Called by libFuzzer, which is the main program, with one input after the other.
///
/// What must hold of every file is in the checks; one that does not ends the run, and libFuzzer keeps the input.
@_cdecl("LLVMFuzzerTestOneInput")
func testOneInput(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = FuzzInput(UnsafeBufferPointer(start: bytes, count: count))
    let whole = input.attempt {
        let file = try input.open()
        return (file: file, reading: try file.readWhole())
    }
    let inSections = input.attempt { try input.open(inSections: true).readInSections() }
    switch (whole, inSections) {
    case (.success(let whole), .success(let again)):
        hold(whole.reading == again, "Reading in sections gives what reading whole gives", "\(whole.reading)\n\(again)")
        input.demand { try check(whole.file, whole.reading, in: input.scratch) }
        return 0
    case (.failure(let refusal), .failure(let again)):
        hold(refusal == again, "A fault is the same in sections", "\(refusal)\n\(again)")
        RefusalCheck.check(refusal)
        return 0
    case (.failure(let refusal), .success), (.success, .failure(let refusal)):
        broken("A file is refused whole and in sections, or neither", "\(refusal)")
    }
}

private func check(_ file: CSVFile, _ reading: Reading, in scratch: ScratchFile) throws {
    PlaceCheck(file).check(reading)
    try CopyCheck(file, reading).check(in: scratch)
    try WritingCheck(file.dialect, reading).check(in: scratch)
}
