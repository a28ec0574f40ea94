import Catalog
import ContentStore
import StillStoreCore
import Values

/// Renditions, and other files among them.
extension Diagnose {
    func rendition(
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

    func strayRendition(_ path: FilePath, _ suspect: Suspect) throws -> Diagnosis {
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
}
