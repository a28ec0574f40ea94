import Catalog
import ContentStore
import StillStoreCore
import Values

extension Prepare {
    /// The item of a file whose bytes are those that live where it would land: it is hashed, and
    /// nothing is decoded, staged or asked of the catalogue. Nil for any other file.
    ///
    /// The file is looked at once, after its bytes were read: if it is then as the scan found
    /// it, nobody touched it in between.
    func known(_ file: SourceFile) throws(DiskError) -> PreparedItem? {
        guard let expected = file.expected else { return nil }
        let open = try disk.reader(file.path)
        let now = library.clock.now()
        guard try open.digest(ofFirst: file.facts.size) == expected.digest,
            try open.facts() == file.facts
        else { return nil }
        var item = PreparedItem(
            file: file.path,
            body: .unchanged(expected.digest, assetID: expected.assetID, expected.path))
        item.bytesRead = Int(file.facts.size)
        item.facts = file.facts
        if !expected.isNoted {
            item.note = sourceRecord(item, expected.digest, file.path, file.facts, file.facts, now)
        }
        return item
    }
}
