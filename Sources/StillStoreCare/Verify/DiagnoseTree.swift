import Catalog
import ContentStore
import StillStoreCore
import Values

/// Links, and other files in the tree.
extension Diagnose {
    func link(_ bucket: String, _ path: String, _ suspect: Suspect) throws -> Diagnosis {
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

    func strayBucket(_ path: FilePath, _ suspect: Suspect) throws -> Diagnosis {
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
}
