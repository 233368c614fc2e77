/// A value as `--json` prints it: its own keys, and the version of their meaning beside them.
struct Versioned<Value: Encodable>: Encodable {
    private enum CodingKeys: String, CodingKey {
        case schemaVersion = "schema_version"
    }

    private let value: Value

    init(_ value: Value) {
        self.value = value
    }

    func encode(to encoder: any Encoder) throws {
        try value.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(1, forKey: .schemaVersion)
    }
}
