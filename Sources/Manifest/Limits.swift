/// What one file may ask of us.
///
/// Every limit is named in the message of the file that passes it.
package enum Limits {
    /// The longest a record, and so a cell or a line, may be: bytes of UTF-8.
    package static let recordBytes = 1 << 20
    /// The most cells a record may have; a spreadsheet has no more columns than this.
    package static let columns = 16_384
}
