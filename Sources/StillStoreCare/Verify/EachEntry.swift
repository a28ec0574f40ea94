import ContentStore
import StillStoreCore
import Values

/// Calls `body` for every name in a directory of the store, in the order of their bytes; for none
/// if there is no directory. A directory that cannot be listed is reported.
func eachEntry(
    in place: StorePlace, _ library: Library, _ register: DefectRegister,
    _ body: (StoreEntry) throws -> Void
) throws {
    do {
        try library.directory.eachEntry(in: place, body)
    } catch let error as DiskError where error.path == library.directory.location(of: place) {
        register.add(unreadable: error)
    }
}

extension DefectRegister {
    /// Reports a part of the store that could not be listed.
    func add(unreadable error: DiskError) {
        var defect = Defect(
            .unreadable, .unreadable(error.path), at: library.directory.shown(error.path),
            error.message)
        defect.cure = .owner
        add(defect)
    }
}
