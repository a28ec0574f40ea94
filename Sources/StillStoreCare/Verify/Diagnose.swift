import Catalog
import ContentStore
import Domain
import StillStoreCore
import StillStoreRuns
import Values

/// The diagnosis of a suspect.
enum Diagnosis {
    case fine
    /// The catalogue says that the object is lost, and it is there and whole.
    case wholeAgain(Digest)
    case defect(Defect)
}

/// Decides, from a fresh snapshot and the disk as it is, whether a suspect is a defect. Called
/// under the exclusive object lock: nobody is between publishing a file and committing its row.
struct Diagnose {
    let library: Library
    let reader: CatalogReader
    private let store: StoreDirectory

    init(_ library: Library, _ reader: CatalogReader) {
        self.library = library
        self.reader = reader
        store = library.directory
    }

    func diagnosis(_ suspect: Suspect, _ inspection: Inspection) throws -> Diagnosis {
        do {
            if let error = inspection.error { throw error }
            return try diagnose(suspect, inspection)
        } catch let error as DiskError {
            // It was removed after it was inspected, by a program that knew what it was.
            if error.isNotFound { return .fine }
            var defect = Defect(
                .unreadable, suspect, at: store.shown(error.path), error.message)
            defect.cure = .owner
            return .defect(defect)
        }
    }

    private func diagnose(_ suspect: Suspect, _ inspection: Inspection) throws -> Diagnosis {
        switch suspect {
        case .object(let digest): return try object(digest, suspect, inspection)
        case .strayObject(let path):
            return try entry(path, suspect, .objectForeign) { strayReason(path, $0) }
        case .link(let bucket, let path): return try link(bucket, path, suspect)
        case .strayBucket(let path): return try strayBucket(path, suspect)
        case .rendition(let digest, let recipe):
            return try rendition(digest, recipe, suspect, inspection)
        case .strayRendition(let path): return try strayRendition(path, suspect)
        case .staged(let path): return try staged(path, suspect)
        case .partial(let id): return try partial(id, suspect)
        case .entry(let path):
            return try entry(path, suspect, .foreign) { found in
                [.file, .directory].contains(found)
                    ? "it is no part of a store" : "it is \(found.words), and no part of a store"
            }
        case .rows(let found):
            return try reader.stillHolds(found) ? .defect(contradiction(found)) : .fine
        case .domain(let found):
            return try DomainCheck(on: reader.connection).stillHolds(found)
                ? .defect(Defect(found)) : .fine
        case .catalog, .unreadable: return .fine
        }
    }

    /// Whether this is a backup: it keeps objects that its store has purged since.
    private func keepsFormer() throws -> Bool { try store.files.hasBackupNote() }

    // MARK: Objects

    private func object(
        _ digest: Digest, _ suspect: Suspect, _ inspection: Inspection
    ) throws -> Diagnosis {
        let key = ObjectKey.original(digest)
        let path = store.objects.location(of: key)
        let row = try reader.blobCheck(digest)
        let facts = try store.objects.facts(of: key)
        func defect(_ kind: DefectKind, _ reason: String) throws -> Diagnosis {
            var defect = Defect(kind, suspect, at: store.shown(path), reason)
            defect.digest = digest
            if row != nil { defect.bucketPath = try reader.somePath(of: digest) }
            return .defect(defect)
        }
        guard let row else {
            guard facts?.kind == .file else { return .fine }
            let other = inspection.digest.map { $0 != digest } ?? false
            if try !other && keepsFormer() { return .fine }
            return try defect(
                .objectWithoutRow,
                other
                    ? "the catalogue does not know it, and its bytes have another digest"
                    : "the catalogue does not know it")
        }
        guard let facts else { return try defect(.objectMissing, "it is not there") }
        guard facts.kind == .file else {
            return try defect(.objectMissing, "\(facts.kind.words) lies in its place")
        }
        var actual = inspection.digest
        if facts.isFarLarger(than: row.size) {
            actual = nil
        } else if inspection.facts != facts {
            // Replaced since it was inspected. That is rare, so reading it under the lock is
            // acceptable.
            guard let object = try store.objects.open(key) else { return .fine }
            actual = try object.digest().0
        }
        if actual == digest {
            if Int64(facts.size) == row.size {
                return row.state == .present ? .fine : .wholeAgain(digest)
            }
            return try defect(
                .rowWrong, "its row says \(row.size) bytes, it is whole and has \(facts.size)")
        }
        if facts.size < UInt64(row.size) {
            return try defect(
                .objectTruncated, "it has \(facts.size) of \(row.size) bytes")
        }
        return try defect(
            .objectAltered,
            facts.size == UInt64(row.size)
                ? "its bytes have the digest \(actual?.hex ?? "of nothing")"
                : "it has \(facts.size) bytes instead of \(row.size)")
    }

    private func strayReason(_ path: FilePath, _ found: FileFacts.Kind) -> String {
        if ![.file, .directory].contains(found) {
            return "it is \(found.words): what it leads to is not looked at"
        }
        guard let digest = Digest(fileName: path.name) else {
            return "its name is no digest in its directory"
        }
        return path == store.objects.location(of: .original(digest))
            ? "it is no regular file" : "it lies in the wrong directory"
    }

    private func entry(
        _ path: FilePath, _ suspect: Suspect, _ kind: DefectKind,
        _ reason: (FileFacts.Kind) -> String
    ) throws -> Diagnosis {
        guard let found = try store.facts(at: path)?.kind else { return .fine }
        return .defect(Defect(kind, suspect, at: store.shown(path), reason(found)))
    }

    // MARK: The tree

    private func link(_ bucket: String, _ path: String, _ suspect: Suspect) throws -> Diagnosis {
        guard let name = library.treePath(bucket, path) else { return .fine }
        let place = store.tree.location(of: name)
        let row = try reader.treeRow(bucket: bucket, path: path)
        let entry = try store.tree.entry(at: name)
        func defect(_ kind: DefectKind, _ reason: String) -> Diagnosis {
            var defect = Defect(kind, suspect, at: store.shown(place), reason)
            defect.bucketPath = row == nil ? nil : name.text
            defect.assetID = row?.assetID
            defect.digest = row?.digest
            return .defect(defect)
        }
        if let row {
            // A path without bytes is a contradiction of rows, and reported as such.
            guard let digest = row.digest else { return .fine }
            guard let entry else { return defect(.linkAbsent, "its link is not there") }
            guard let text = entry.text else {
                return defect(.linkWrong, "\(entry.kind.words) lies where its link must be")
            }
            if entry.shown == digest { return .fine }
            if try library.isShared(name, reader) { return .fine }
            return try !store.leadsSomewhere(place)
                ? defect(.linkDangling, "it leads to \(text.text), which is not there")
                : defect(.linkWrong, "it leads to \(text.text) instead of its object")
        }
        switch entry?.kind {
        case nil, .directory: return .fine
        case .link:
            if try library.isShared(name, reader) { return .fine }
            return try !store.leadsSomewhere(place)
                ? defect(.linkDangling, "it leads nowhere, and the catalogue does not know it")
                : defect(.linkForeign, "the catalogue does not know this link")
        case .file, .other:
            return defect(.linkForeign, "the catalogue does not know it, and it is no link")
        }
    }

    private func strayBucket(_ path: FilePath, _ suspect: Suspect) throws -> Diagnosis {
        switch try store.facts(at: path)?.kind {
        case nil, .directory: return .fine
        case .link where try !store.leadsSomewhere(path):
            return .defect(
                Defect(.linkDangling, suspect, at: store.shown(path), "it leads nowhere"))
        default:
            return .defect(
                Defect(.linkForeign, suspect, at: store.shown(path), "it is no bucket"))
        }
    }

    // MARK: Renditions

    private func rendition(
        _ digest: Digest, _ recipe: String, _ suspect: Suspect, _ inspection: Inspection
    ) throws -> Diagnosis {
        guard let row = try reader.rendition(of: digest, recipe: recipe) else { return .fine }
        let path = store.objects.location(of: row.key)
        let facts = try store.objects.facts(of: row.key)
        func defect(_ kind: DefectKind, _ reason: String) throws -> Diagnosis {
            var defect = Defect(kind, suspect, at: store.shown(path), reason)
            defect.digest = digest
            defect.bucketPath = try reader.somePath(of: digest)
            return .defect(defect)
        }
        guard let facts else { return try defect(.renditionAbsent, "it is not there") }
        guard facts.kind == .file else {
            return try defect(.renditionAltered, "it is \(facts.kind.words)")
        }
        guard facts.size == UInt64(row.size) else {
            return try defect(
                .renditionAltered, "it has \(facts.size) bytes instead of \(row.size)")
        }
        var actual = inspection.digest
        if inspection.facts != facts {
            guard let object = try store.objects.open(row.key) else { return .fine }
            actual = try object.digest().0
        }
        return actual == row.contentDigest
            ? .fine : try defect(.renditionAltered, "its bytes are not those that were made")
    }

    private func strayRendition(_ path: FilePath, _ suspect: Suspect) throws -> Diagnosis {
        guard let found = try store.facts(at: path)?.kind else { return .fine }
        let stem = path.name.prefix { $0 != UInt8(ascii: ".") }
        if let digest = Digest(fileName: stem) {
            let recipe = EscapedName.text(path.parent.parent.parent.name)
            let row = try reader.rendition(of: digest, recipe: recipe)
            if let row, store.objects.location(of: row.key) == path { return .fine }
            if try found == .file && row == nil && keepsFormer() { return .fine }
        }
        return .defect(
            Defect(
                .renditionStray, suspect, at: store.shown(path),
                [.file, .directory].contains(found)
                    ? "no row names it" : "it is \(found.words), and no row names it"))
    }

    // MARK: Staging and rows

    /// A younger file in staging without an owner may belong to a process that is about to lock it.
    private static let youthMilliseconds: Int64 = 60_000

    private func staged(_ path: FilePath, _ suspect: Suspect) throws -> Diagnosis {
        let name = EscapedName.text(path.name)
        let area = name.hasSuffix(".lock") ? String(name.dropLast(5)) : name
        if try StagingArea.isAlive(area, in: store) { return .fine }
        guard let facts = try store.facts(at: path) else { return .fine }
        if ![.file, .directory].contains(facts.kind) {
            return .defect(
                Defect(
                    .foreign, suspect, at: store.shown(path),
                    "it is \(facts.kind.words), which no process keeps in staging"))
        }
        // A process locks its area before it makes the directory, and unlocks it after removing it.
        guard try StagingArea.hasDirectory(area, in: store) || isOld(facts) else { return .fine }
        return .defect(
            Defect(
                .stagingStale, suspect, at: store.shown(path),
                "the process that made it is dead"))
    }

    private func partial(_ id: String, _ suspect: Suspect) throws -> Diagnosis {
        let partials = PartialFiles(in: store)
        let path = partials.location(id)
        guard let facts = try partials.facts(id), isOld(facts) else { return .fine }
        switch try reader.statuses(of: [id])[id] {
        case .pending, .retrieving, .failed: return .fine
        case .completed, nil:
            return .defect(
                Defect(
                    .stagingStale, suspect, at: store.shown(path),
                    "it is the beginning of a transfer that nothing waits for"))
        }
    }

    private func isOld(_ facts: FileFacts) -> Bool {
        library.clock.now() - facts.modified / 1_000_000 > Diagnose.youthMilliseconds
    }

    private func contradiction(_ found: Contradiction) -> Defect {
        let place = found.bucket.map { $0 + "/" + (found.path ?? "") }
        let reason: String
        var isMendable = false
        switch found.kind {
        case .pathOfDeleted:
            reason = "\(place ?? "") is shown as current, and its asset was deleted"
            isMendable = true
        case .pathOfSuperseded:
            reason = "\(place ?? "") is shown as current, and its asset was superseded"
            isMendable = true
        case .pathWithoutBytes:
            reason = "\(place ?? "") is shown as current, and its asset has no bytes"
        case .assetWithoutPath: reason = "the asset \(found.assetID) is current and lives nowhere"
        case .assetWithTwoPaths: reason = "the asset \(found.assetID) lives at two paths"
        case .derivedRows:
            reason = "counts, or what is kept for lists, are not what the rows say"
            isMendable = true
        }
        var defect = Defect(.rowsContradict, .rows(found), at: "catalog.sqlite", reason)
        defect.assetID = found.assetID.isEmpty ? nil : found.assetID
        defect.bucketPath = place
        defect.digest = found.digest
        if !isMendable { defect.cure = .rebuildCatalog }
        return defect
    }
}

extension Defect {
    fileprivate init(_ found: DomainContradiction) {
        self.init(.rowsContradict, .domain(found), at: "catalog.sqlite", found.words)
        if !found.isMendable { cure = .rebuildCatalog }
    }
}
