import Foundation
import Values

/// Uploads that clients send in several requests, and go on with after a break or a restart of the
/// server: `staging/resumable/<id>` has the bytes there are, `<id>.json` beside it says what they are.
package struct ResumableFiles: Sendable {
    /// What was said when it was begun.
    package struct Note: Codable, Sendable, Equatable {
        package let owner: String
        /// Bytes of the whole.
        package let length: UInt64
        /// What the client calls it, as it was sent.
        package let metadata: String
        /// Bytes behind these came with a checksum that was not compared yet.
        package var checkedBytes: UInt64?
        /// The asset that it has become; its bytes are not here any more.
        package var asset: String?
        /// Why it cannot be stored, in the words of whoever tried.
        package var refusal: [String: String]?
        /// After a power loss a file may have its length and not its bytes.
        fileprivate let boot: String

        package init(owner: String, length: UInt64, metadata: String) {
            (self.owner, self.length, self.metadata) = (owner, length, metadata)
            boot = ResumableFiles.boot
        }
    }

    /// How far one is.
    package struct Progress: Sendable, Equatable {
        package let note: Note
        package let size: UInt64
        /// When bytes came last, UTC milliseconds.
        package let modified: Int64

        package var isComplete: Bool { size == note.length }
    }

    let store: StoreDirectory

    package init(in store: StoreDirectory) { self.store = store }

    static let name = "resumable"
    private static let boot = systemBootID()
    private static let noteLimit = 64 << 10

    private var directory: FilePath { store.layout.staging.appending(Self.name) }
    func file(_ id: String) -> FilePath { directory.appending(EscapedName.bytes(id)) }
    private func noteFile(_ id: String, _ end: String = "") -> FilePath {
        directory.appending(EscapedName.bytes(id + ".json" + end))
    }

    /// Begins one. It is there once its description is.
    package func create(_ id: String, _ note: Note) throws {
        try store.disk.mkdir(directory)
        _ = try store.disk.open(file(id), .create(mode: 0o600))
        try write(note, id)
    }

    /// Nil for what there is not, or what was not begun since the machine was started.
    package func find(_ id: String) throws -> Progress? {
        guard let described = try store.disk.stat(noteFile(id), following: false),
            described.kind == .file
        else { return nil }
        let bytes = try store.disk.contents(of: noteFile(id), upTo: Self.noteLimit)
        guard let note = try? JSONDecoder().decode(Note.self, from: Data(bytes)),
            note.boot == Self.boot, !note.boot.isEmpty
        else { return nil }
        if note.asset != nil {
            return Progress(
                note: note, size: note.length, modified: described.modifiedMilliseconds ?? 0)
        }
        guard let facts = try store.disk.stat(file(id), following: false), facts.kind == .file
        else { return nil }
        return Progress(
            note: note, size: min(facts.size, note.checkedBytes ?? .max),
            modified: facts.modifiedMilliseconds ?? 0)
    }

    /// Replaces the description, whole or not at all.
    func write(_ note: Note, _ id: String) throws {
        let bytes = [UInt8](try JSONEncoder().encode(note))
        let new = noteFile(id, ".new")
        if try store.disk.stat(new, following: false) != nil { try store.disk.unlink(new) }
        let file = try store.disk.open(new, .create(mode: 0o600))
        try store.disk.write(bytes, count: bytes.count, to: file)
        try store.disk.rename(new, to: noteFile(id))
    }

    /// One of them, to be written to or stored; nil while another request or process has it, or where it
    /// is gone.
    package func open(_ id: String) throws -> ResumableFile? {
        guard let known = try store.disk.stat(file(id), following: false), known.kind == .file,
            let lock = try store.disk.lock(file(id), .read, exclusive: true),
            // Meanwhile it may have been removed.
            try store.disk.stat(file(id), following: false)?.identity
                == store.disk.stat(lock.file).identity,
            let progress = try find(id)
        else { return nil }
        return ResumableFile(id, progress, self, lock)
    }

    /// Keeps only what has become of one, for a client that did not hear of it.
    func keep(_ note: Note, _ id: String) throws {
        try write(note, id)
        try store.disk.unlink(file(id))
    }

    /// Removes one, whatever state it is in.
    package func discard(_ id: String) throws(DiskError) {
        for path in [noteFile(id), noteFile(id, ".new"), file(id)]
        where try store.disk.stat(path, following: false) != nil {
            try store.disk.unlink(path)
        }
    }

    /// All there are, also those that cannot be gone on with.
    package func ids() throws(DiskError) -> [String] {
        guard try store.disk.stat(directory)?.kind == .directory else { return [] }
        let listing = try store.disk.list(directory)
        var ids: Set<String> = []
        for index in 0..<listing.count {
            var name = EscapedName.text(listing.name(index))
            for end in [".new", ".json"] where name.hasSuffix(end) {
                name.removeLast(end.count)
            }
            ids.insert(name)
        }
        return ids.sorted()
    }

    /// When bytes of one came last, or when it was described, UTC milliseconds.
    package func modified(_ id: String) throws(DiskError) -> Int64? {
        for path in [file(id), noteFile(id)] {
            if let facts = try store.disk.stat(path, following: false) {
                return facts.modifiedMilliseconds
            }
        }
        return nil
    }
}
