import Catalog
import ContentStore
import StillStoreCore
import Values

/// Checks the store's own directory, staging, journal and trash for entries that do not belong
/// there.
struct CheckPlaces {
    let library: Library
    let register: DefectRegister

    func checkRoot() throws {
        var suspects = SuspectBuffer(register)
        try eachEntry(in: .root, library, register) { entry in
            let name = entry.name
            if StoreDirectory.isOwnName(name) || name.hasPrefix(".") || name.hasPrefix("README") {
                return
            }
            try suspects.add(.entry(entry.path))
        }
        try suspects.flush()
    }

    /// Runs make directories there, and what is in them was moved on purpose.
    func checkTrash() throws {
        var suspects = SuspectBuffer(register)
        try eachEntry(in: .trash, library, register) { entry in
            if entry.kind == .directory || entry.kind == .file { return }
            try suspects.add(.entry(entry.path))
        }
        try suspects.flush()
    }

    /// Journal files are checked by their rows, and line by line in a full verification.
    func checkJournal() throws {
        var suspects = SuspectBuffer(register)
        try eachEntry(in: .journal, library, register) { entry in
            if entry.kind == .file { return }
            try suspects.add(.entry(entry.path))
        }
        try suspects.flush()
    }

    func checkStaging() throws {
        var suspects = SuspectBuffer(register)
        var last = ""
        try eachEntry(in: .staging, library, register) { entry in
            let name = entry.name
            if ["partial", "resumable"].contains(name), entry.kind == .directory { return }
            // An area and its lock are one: `<id>` comes right before `<id>.lock`.
            if name == last + ".lock", entry.kind == .file { return }
            last = name
            try suspects.add(.staged(entry.path))
        }
        for id in try PartialFiles(in: library.directory).ids() {
            try suspects.add(.partial(id: id))
        }
        try suspects.flush()
    }
}
