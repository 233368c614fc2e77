/// What the user says about an input instead of leaving it to be found out.
package struct ReadingOptions: Sendable {
    /// The encoding; found out from the whole input when nil.
    package var encoding: TextEncoding?
    /// The delimiter, one of `Dialect.delimiters`; found out from the header line when nil.
    package var delimiter: UInt8?
    /// How many bytes are asked for in one read, and given to the parser at most in one call; `CSVFile.sections` have a few
    /// times as many.
    ///
    /// The result does not depend on it, and tests hold it to that.
    package var readSize: Int
    /// The folder in which the copy of the input may be kept (`KeptFileWriter`); nil where it is gone when the run ends.
    package var keepingFolder: String?

    package init(
        encoding: TextEncoding? = nil,
        delimiter: UInt8? = nil,
        readSize: Int = 1 << 18,
        keepingFolder: String? = nil
    ) {
        self.encoding = encoding
        self.delimiter = delimiter
        self.readSize = max(1, readSize)
        self.keepingFolder = keepingFolder
    }
}
