/// What is known of an input without a look at it.
package struct KeptInput: Sendable {
    /// What messages call it.
    let name: String
    let encoding: TextEncoding
    let byteCount: Int
    /// Lower-case hexadecimal.
    let sha256: String
}
