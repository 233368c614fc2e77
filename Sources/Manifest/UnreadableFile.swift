/// A file that cannot be read as the CSV it should be: it is refused whole, and nothing of it is used.
///
/// `problem` says what is wrong and shows the value, `remedy` says what to do. Lines and columns count from 1; a column
/// is a position in the line, in characters (Unicode scalars).
package struct UnreadableFile: Error, Sendable, Equatable, CustomStringConvertible {
    package let file: String
    package let line: Int?
    package let column: Int?
    package let problem: String
    package let remedy: String

    package init(file: String, line: Int? = nil, column: Int? = nil, problem: String, remedy: String) {
        self.file = file
        self.line = line
        self.column = column
        self.problem = problem
        self.remedy = remedy
    }

    package var description: String {
        var text = "cannot read \(MessageText.plain(file))"
        if let line {
            text += ", line \(line)"
        }
        if let column {
            text += ", column \(column)"
        }
        return text + ": \(problem): \(remedy)"
    }
}
