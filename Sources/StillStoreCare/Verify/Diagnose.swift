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
    let store: StoreDirectory

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
    func keepsFormer() throws -> Bool { try store.files.hasBackupNote() }

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
}

extension Defect {
    fileprivate init(_ found: DomainContradiction) {
        self.init(.rowsContradict, .domain(found), at: "catalog.sqlite", found.words)
        if !found.isRepairable { cure = .rebuildCatalog }
    }
}
