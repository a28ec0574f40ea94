import Catalog
import ContentStore
import StillStoreCore
import Values

/// Files in staging, and rows that contradict each other.
extension Diagnose {
    /// A younger file in staging without an owner may belong to a process that is about to lock it.
    private static let youthMilliseconds: Int64 = 60_000

    func staged(_ path: FilePath, _ suspect: Suspect) throws -> Diagnosis {
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

    func partial(_ id: String, _ suspect: Suspect) throws -> Diagnosis {
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

    func contradiction(_ found: Contradiction) -> Defect {
        let place = found.bucket.map { $0 + "/" + (found.path ?? "") }
        let reason: String
        var isRepairable = false
        switch found.kind {
        case .pathOfDeleted:
            reason = "\(place ?? "") is shown as current, and its asset was deleted"
            isRepairable = true
        case .pathOfSuperseded:
            reason = "\(place ?? "") is shown as current, and its asset was superseded"
            isRepairable = true
        case .pathWithoutBytes:
            reason = "\(place ?? "") is shown as current, and its asset has no bytes"
        case .assetWithoutPath: reason = "the asset \(found.assetID) is current and lives nowhere"
        case .assetWithTwoPaths: reason = "the asset \(found.assetID) lives at two paths"
        case .derivedRows:
            reason = "counts, or what is kept for lists, are not what the rows say"
            isRepairable = true
        }
        var defect = Defect(.rowsContradict, .rows(found), at: "catalog.sqlite", reason)
        defect.assetID = found.assetID.isEmpty ? nil : found.assetID
        defect.bucketPath = place
        defect.digest = found.digest
        if !isRepairable { defect.cure = .rebuildCatalog }
        return defect
    }
}
