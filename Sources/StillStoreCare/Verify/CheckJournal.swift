import Catalog
import ContentStore
import StillStoreCore
import Values

/// Checks for facts that the journal has lost: without them a lost catalogue could not be rebuilt
/// whole. A quick check compares the sizes of its files, a full one reads each line.
struct CheckJournal {
    let library: Library
    let register: DefectRegister
    let depth: VerifyRequest.Depth

    private static let page = 512

    func check(_ stop: StopSignal) throws {
        let journal = library.directory.journal
        var after = ""
        while !stop.isRequested {
            let page = try library.catalog.read {
                try $0.journalFiles(after: after, limit: CheckJournal.page)
            }
            guard let last = page.last else { break }
            after = last.name
            for file in page {
                let facts = try journal.facts(file.name)
                if let facts, facts.kind == .file, facts.size >= file.size { continue }
                // A run that was killed before it committed anything; backups leave its file out.
                if facts == nil, file.size == 0 { continue }
                let has = facts.map { $0.kind == .file ? "has \($0.size)" : "is no file" }
                add(
                    .journalLost, file.name,
                    has.map { "\(file.size) bytes were written to it, it \($0)" }
                        ?? "it is not there")
            }
        }
        if depth == .full { try readAll(stop) }
    }

    private func readAll(_ stop: StopSignal) throws {
        let journal = library.directory.journal
        for name in try journal.names() where !stop.isRequested {
            guard name.hasSuffix(JournalFiles.ending) else { continue }
            var malformed: Malformed?
            do {
                malformed = try self.malformed(name)
                // Read twice before it counts as damaged: the disk may read a bit wrong once.
                if malformed != nil { malformed = try self.malformed(name) }
            } catch let error as DiskError where error.path == journal.location(name) {
                // A file that was removed in between is not part of the journal any more.
                if error.isNotFound { continue }
                add(.journalDamaged, name, error.explanation)
            }
            guard let malformed else { continue }
            let others = malformed.count == 1 ? "" : ", as \(malformed.count - 1) more"
            add(
                .journalDamaged, name,
                "line \(malformed.first) is no fact: \(malformed.reason)\(others)")
        }
    }

    /// How many lines of a file are no facts, and the first of them.
    private typealias Malformed = (count: Int, first: Int, reason: String)

    private func malformed(_ name: String) throws -> Malformed? {
        var count = 0
        var first: (number: Int, reason: String)?
        try ReadJournal(try library.directory.journal.open(name)).eachLine { line in
            guard case .malformed(let reason, let number) = line else { return }
            count += 1
            if first == nil { first = (number, reason) }
        }
        guard let first else { return nil }
        return (count, first.number, first.reason)
    }

    private func add(_ kind: DefectKind, _ name: String, _ reason: String) {
        var defect = Defect(kind, .catalog, at: "journal/" + name, reason)
        defect.cure = .rebuildJournal
        register.add(defect)
    }
}
