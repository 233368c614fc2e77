/// A kind of file that people send in place of a CSV, known by its first bytes.
enum FileSignature: CaseIterable {
    case zip, oldExcel, pdf, gzip, savedPlan

    static func find(in head: [UInt8]) -> FileSignature? {
        allCases.first { head.starts(with: $0.bytes) }
    }

    private var bytes: [UInt8] {
        switch self {
        case .zip: [0x50, 0x4B, 0x03, 0x04]
        case .oldExcel: [0xD0, 0xCF, 0x11, 0xE0]
        case .pdf: [0x25, 0x50, 0x44, 0x46, 0x2D]
        case .gzip: [0x1F, 0x8B]
        case .savedPlan: KeptHead.mark
        }
    }

    func refusal(of file: String) -> UnreadableFile {
        let saving = "open it in the spreadsheet program and save it as \"CSV UTF-8\""
        return switch self {
        case .zip:
            UnreadableFile(
                file: file,
                problem: "it is a spreadsheet (.xlsx, .ods) or another ZIP archive, not a CSV file",
                remedy: saving
            )
        case .oldExcel:
            UnreadableFile(file: file, problem: "it is an old Excel workbook (.xls), not a CSV file", remedy: saving)
        case .pdf:
            UnreadableFile(
                file: file,
                problem: "it is a PDF document, not a CSV file",
                remedy: "ask for the spreadsheet it was printed from and save that as \"CSV UTF-8\""
            )
        case .savedPlan:
            UnreadableFile(
                file: file,
                problem: "it is a saved plan, not a CSV file",
                remedy: "apply it with seatwise apply, or name the manifest that it was made from"
            )
        case .gzip:
            UnreadableFile(
                file: file,
                problem: "it is compressed with gzip",
                remedy: "unpack it first, for example: gunzip -c FILE | seatwise plan -"
            )
        }
    }
}
