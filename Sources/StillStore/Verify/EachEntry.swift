import ContentStore
import Values

/// Calls `body` for every name in a directory of the store, in the order of their bytes; for none
/// where there is no directory. One that cannot be listed is reported.
func eachEntry(
    in place: StorePlace, _ library: Library, _ findings: Findings,
    _ body: (StoreEntry) throws -> Void
) throws {
    do {
        try library.directory.eachEntry(in: place, body)
    } catch let error as DiskError where error.path == library.directory.location(of: place) {
        findings.add(unreadable: error)
    }
}

extension Findings {
    /// Reports a part of the store that could not be listed.
    func add(unreadable error: DiskError) {
        var trouble = Trouble(
            .unreadable, .unreadable(error.path), at: library.directory.shown(error.path),
            error.message)
        trouble.cure = .owner
        add(trouble)
    }
}
