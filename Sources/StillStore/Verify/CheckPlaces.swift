import Catalog
import ContentStore
import Values

/// Looks at the store's own directory and at staging.
struct CheckPlaces {
    let library: Library
    let findings: Findings

    func checkRoot() throws {
        var doubts = Doubts(findings)
        try eachEntry(in: .root, library, findings) { entry in
            let name = entry.name
            if StoreDirectory.isOwnName(name) || name.hasPrefix(".") || name.hasPrefix("README") {
                return
            }
            try doubts.add(.entry(entry.path))
        }
        try doubts.settle()
    }

    /// Runs make directories there; what is in those was taken for a reason.
    func checkTrash() throws {
        var doubts = Doubts(findings)
        try eachEntry(in: .trash, library, findings) { entry in
            if entry.kind == .directory || entry.kind == .file { return }
            try doubts.add(.entry(entry.path))
        }
        try doubts.settle()
    }

    /// Files of facts are looked at by their rows, and in full.
    func checkJournal() throws {
        var doubts = Doubts(findings)
        try eachEntry(in: .journal, library, findings) { entry in
            if entry.kind == .file { return }
            try doubts.add(.entry(entry.path))
        }
        try doubts.settle()
    }

    func checkStaging() throws {
        var doubts = Doubts(findings)
        var last = ""
        try eachEntry(in: .staging, library, findings) { entry in
            let name = entry.name
            if name == "partial", entry.kind == .directory { return }
            // An area and its lock are one: `<id>` comes right before `<id>.lock`.
            if name == last + ".lock", entry.kind == .file { return }
            last = name
            try doubts.add(.staged(entry.path))
        }
        for id in try PartialFiles(in: library.directory).ids() {
            try doubts.add(.partial(id: id))
        }
        try doubts.settle()
    }
}
