import GRDB

/// Looks up many files and many bucket paths in one snapshot. Fast if they come in the order of
/// their bytes, correct in any order.
package struct BatchLookup {
    package var files: KnownFiles
    package var occupants: PathOccupants
}

extension CatalogReader {
    /// Runs `body` with a look-up in this snapshot. Not to be nested.
    package func lookingUp<Value>(_ body: (inout BatchLookup) throws -> Value) throws -> Value {
        var lookup = BatchLookup(files: try KnownFiles(db), occupants: try PathOccupants(db))
        defer {
            lookup.files.end()
            lookup.occupants.end()
        }
        return try body(&lookup)
    }
}
