import Foundation
package import Values

/// The beginnings of interrupted transfers, by asset, so that another process can continue:
/// `staging/partial/<asset id>` with a description beside it. The run that claimed the asset owns
/// its files.
package struct PartialFiles: Sendable {
    /// What must still be true for the rest to fit the beginning.
    package struct Note: Codable, Sendable, Equatable {
        package let source: String
        /// A strong ETag or a date.
        package let validator: String
        /// The size of the whole.
        package let total: UInt64
        /// After a power loss a file may have its length and not its bytes.
        fileprivate let boot: String

        package init(source: String, validator: String, total: UInt64) {
            self.source = source
            self.validator = validator
            self.total = total
            boot = PartialFiles.boot
        }
    }

    private let store: StoreDirectory

    package init(in store: StoreDirectory) { self.store = store }

    private var directory: FilePath { store.layout.staging.appending(PartialFiles.name) }
    static let name = "partial"

    private func file(_ id: String) -> FilePath { directory.appending(EscapedName.bytes(id)) }
    private func descriptionFile(_ id: String) -> FilePath {
        directory.appending(EscapedName.bytes(id + ".json"))
    }

    /// What is there of an asset: the description and how many bytes; nil if nothing can be
    /// continued.
    package func find(_ id: String) throws(DiskError) -> (note: Note, count: UInt64)? {
        guard let facts = try store.disk.stat(file(id)), facts.kind == .file, facts.size > 0,
            try store.disk.stat(descriptionFile(id))?.kind == .file
        else { return nil }
        let size = facts.size
        let bytes = try store.disk.contents(of: descriptionFile(id), upTo: 64 << 10)
        guard let note = try? JSONDecoder().decode(Note.self, from: Data(bytes)),
            note.boot == PartialFiles.boot, !note.boot.isEmpty, size < note.total
        else { return nil }
        return (note, size)
    }

    /// A new file for all of an asset's bytes, with a description so that it can be continued.
    package func begin(_ id: String, _ note: Note) throws -> StagedFile {
        try store.disk.mkdir(directory)
        try discard(id)
        let bytes = [UInt8](try JSONEncoder().encode(note))
        let file = try store.disk.open(descriptionFile(id), .create(mode: 0o600))
        try store.disk.write(bytes, count: bytes.count, to: file)
        return try StagedFile(new: self.file(id), store.disk)
    }

    /// Continues after the bytes that are there, which are passed to `take` first.
    package func resume(
        _ id: String, _ take: (UnsafeRawBufferPointer) -> Void
    ) throws(DiskError) -> StagedFile {
        try StagedFile(resuming: file(id), store.disk, take)
    }

    /// Removes what is there of an asset.
    package func discard(_ id: String) throws(DiskError) {
        for path in [file(id), descriptionFile(id)]
        where try store.disk.stat(path, following: false) != nil {
            try store.disk.unlink(path)
        }
    }

    /// Where people find the file of an asset.
    package func location(_ id: String) -> FilePath { file(id) }

    /// The facts of an asset's partial file, or of its description if only that exists; nil for
    /// neither.
    package func facts(_ id: String) throws(DiskError) -> FileFacts? {
        if let facts = try store.disk.stat(file(id), following: false) { return facts }
        return try store.disk.stat(descriptionFile(id), following: false)
    }

    /// How much is there of an asset.
    package func size(_ id: String) throws(DiskError) -> UInt64 {
        try store.disk.stat(file(id), following: false)?.size ?? 0
    }

    /// The assets that have files here.
    package func ids() throws(DiskError) -> [String] {
        guard try store.disk.stat(directory)?.kind == .directory else { return [] }
        let listing = try store.disk.list(directory)
        var ids: Set<String> = []
        for index in 0..<listing.count {
            let name = EscapedName.text(listing.name(index))
            ids.insert(name.hasSuffix(".json") ? String(name.dropLast(5)) : name)
        }
        return ids.sorted()
    }

    /// The boot id of the machine; empty if it is not available.
    private static let boot = systemBootID()
}
