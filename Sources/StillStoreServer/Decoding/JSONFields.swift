import Domain

extension JSONValue? {
    /// A JSON object that a row keeps.
    func replace(_ field: inout JSONText) throws {
        if let self { field = try JSONText(self.line) }
    }

    var text: JSONText? {
        get throws { try self.map { try JSONText($0.line) } }
    }
}
