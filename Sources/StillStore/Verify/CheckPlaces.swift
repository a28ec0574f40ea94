import Catalog
import ContentStore

/// Looks at the store's own directory and at staging.
struct CheckPlaces {
    let library: Library
    let findings: Findings

    private static let own: Set<String> = [
        "stillstore.json", "backup.json", "catalog.sqlite", "catalog.sqlite-wal",
        "catalog.sqlite-shm",
        "catalog.sqlite-journal", "objects", "buckets", "renditions", "journal", "staging",
        "quarantine", "trash", "lock", "secret.key",
    ]

    func checkRoot() throws {
        var doubts = Doubts(findings)
        let root = library.directory.layout.root
        try eachEntry(of: root, library, findings) { name, _ in
            let text = EscapedName.text(name)
            if CheckPlaces.own.contains(text) || text.hasPrefix(".") || text.hasPrefix("README") {
                return
            }
            try doubts.add(.entry(root.appending(name)))
        }
        try doubts.settle()
    }

    func checkStaging() throws {
        var doubts = Doubts(findings)
        let staging = library.directory.layout.staging
        var last = ""
        try eachEntry(of: staging, library, findings) { name, _ in
            let text = EscapedName.text(name)
            if text == "partial" { return }
            // A corner and its lock are one: `<id>` comes right before `<id>.lock`.
            if text == last + ".lock" { return }
            last = text
            try doubts.add(.staged(staging.appending(name)))
        }
        for id in try PartialFiles(in: library.directory).ids() {
            try doubts.add(.partial(id: id))
        }
        try doubts.settle()
    }
}
