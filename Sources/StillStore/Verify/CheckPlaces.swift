import Catalog
import ContentStore
import Values

/// Looks at the store's own directory and at staging.
struct CheckPlaces {
    let library: Library
    let findings: Findings

    func checkRoot() throws {
        var doubts = Doubts(findings)
        let root = library.directory.layout.root
        try eachEntry(of: root, library, findings) { name, _ in
            let text = EscapedName.text(name)
            if StoreLayout.ownNames.contains(text) || text.hasPrefix(".")
                || text.hasPrefix("README")
            {
                return
            }
            try doubts.add(.entry(root.appending(name)))
        }
        try doubts.settle()
    }

    /// Runs make directories there; what is in those was taken for a reason.
    func checkTrash() throws {
        var doubts = Doubts(findings)
        let trash = library.directory.layout.trash
        try eachEntry(of: trash, library, findings) { name, kind in
            if kind == .directory || kind == .file { return }
            try doubts.add(.entry(trash.appending(name)))
        }
        try doubts.settle()
    }

    /// Files of facts are looked at by their rows, and in full.
    func checkJournal() throws {
        var doubts = Doubts(findings)
        let journal = library.directory.layout.journal
        try eachEntry(of: journal, library, findings) { name, kind in
            if kind == .file { return }
            try doubts.add(.entry(journal.appending(name)))
        }
        try doubts.settle()
    }

    func checkStaging() throws {
        var doubts = Doubts(findings)
        let staging = library.directory.layout.staging
        var last = ""
        try eachEntry(of: staging, library, findings) { name, kind in
            let text = EscapedName.text(name)
            if text == "partial", kind == .directory { return }
            // A corner and its lock are one: `<id>` comes right before `<id>.lock`.
            if text == last + ".lock", kind == .file { return }
            last = text
            try doubts.add(.staged(staging.appending(name)))
        }
        for id in try PartialFiles(in: library.directory).ids() {
            try doubts.add(.partial(id: id))
        }
        try doubts.settle()
    }
}
