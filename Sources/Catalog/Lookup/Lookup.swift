import GRDB

/// Looks up many files and many bucket paths in one snapshot. Quick where they come in the order
/// of their bytes, right in any.
package struct Lookup {
    package var files: KnownFiles
    package var residents: Residents
}

extension CatalogReader {
    /// Runs `body` with what looks things up in this snapshot. Not to be nested.
    package func lookingUp<Value>(_ body: (inout Lookup) throws -> Value) throws -> Value {
        var lookup = Lookup(files: try KnownFiles(db), residents: try Residents(db))
        defer {
            lookup.files.end()
            lookup.residents.end()
        }
        return try body(&lookup)
    }
}
