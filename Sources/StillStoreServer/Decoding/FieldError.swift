/// A field of a request that cannot be taken.
struct FieldError: Error, Equatable {
    /// As the request has it: `limit`, `references.0.asset`; empty for the body as a whole.
    let field: String
    let reason: String

    init(_ path: [any CodingKey], _ reason: String) {
        field = path.map { $0.intValue.map(String.init) ?? $0.stringValue }.joined(separator: ".")
        self.reason = reason
    }
}

/// The place of a value in an array, or a name.
struct FieldKey: CodingKey {
    let stringValue: String
    let intValue: Int?

    init(stringValue: String) { (self.stringValue, intValue) = (stringValue, nil) }
    init(intValue: Int) { (stringValue, self.intValue) = (String(intValue), intValue) }
}
