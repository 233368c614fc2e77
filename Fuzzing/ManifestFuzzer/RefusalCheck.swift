import Manifest

/// A file that is refused is refused with a place, a reason and a way out, and in words that cannot harm a terminal.
enum RefusalCheck {
    static func check(_ refusal: UnreadableFile) {
        let text = refusal.description
        hold(!refusal.problem.isEmpty && !refusal.remedy.isEmpty, "A refusal says why, and what to do", text)
        hold(refusal.line.map { $0 > 0 } ?? true && refusal.column.map { $0 > 0 } ?? true, "Places count from 1", text)
        let isPlain = text.unicodeScalars.allSatisfy { scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator: false
            default: true
            }
        }
        hold(isPlain, "A message is plainly visible", "\(Array(text.utf8))")
    }
}
