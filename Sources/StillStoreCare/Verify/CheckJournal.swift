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
            var malformed = 0
            var first: (number: Int, reason: String)?
            do {
                try ReadJournal(try journal.open(name)).eachLine { line in
                    guard case .malformed(let reason, let number) = line else { return }
                    malformed += 1
                    if first == nil { first = (number, reason) }
                }
            } catch let error as DiskError where error.path == journal.location(name) {
                // A file that was removed in between is not part of the journal any more.
                if error.isNotFound { continue }
                add(.journalDamaged, name, error.explanation)
            }
            guard let first else { continue }
            let others = malformed == 1 ? "" : ", as \(malformed - 1) more"
            add(
                .journalDamaged, name,
                "line \(first.number) is no fact: \(first.reason)\(others)")
        }
    }

    private func add(_ kind: DefectKind, _ name: String, _ reason: String) {
        var defect = Defect(kind, .catalog, at: "journal/" + name, reason)
        defect.cure = .rebuildJournal
        register.add(defect)
    }
}
