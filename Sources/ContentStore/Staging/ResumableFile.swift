package import Values

/// One of `ResumableFiles`, for as long as somebody has it for themselves.
package final class ResumableFile {
    package let id: String
    package private(set) var note: ResumableFiles.Note
    package private(set) var size: UInt64
    private let files: ResumableFiles
    private let lock: FileLock
    /// Opened for the first bytes: a complete one is never written to.
    private var writer: Writer?

    private final class Writer {
        let file: OpenFile
        init(_ file: consuming OpenFile) { self.file = file }
    }

    init(
        _ id: String, _ progress: ResumableFiles.Progress, _ files: ResumableFiles,
        _ lock: FileLock
    ) {
        (self.id, self.files, self.lock) = (id, files, lock)
        (note, size) = (progress.note, progress.size)
    }

    deinit { lock.release() }

    /// Others may have it.
    package func release() { lock.release() }

    package var isComplete: Bool { size == note.length }

    /// Removes what was not compared with its checksum before its request broke off.
    package func dropUnchecked() throws {
        guard let checked = note.checkedBytes else { return }
        try drop(from: checked)
        try expectCheck(false)
    }

    /// Whether bytes that come now are kept only once they were compared.
    package func expectCheck(_ isExpected: Bool) throws {
        note.checkedBytes = isExpected ? size : nil
        try files.write(note, id)
    }

    package func write(_ bytes: UnsafeRawBufferPointer) throws {
        guard let start = bytes.baseAddress, bytes.count > 0 else { return }
        precondition(size + UInt64(bytes.count) <= note.length, "more than was announced")
        let writer = try self.writer ?? Writer(files.store.disk.open(files.file(id), .append))
        self.writer = writer
        try files.store.disk.write(start, count: bytes.count, to: writer.file)
        size += UInt64(bytes.count)
    }

    /// Removes all bytes from here on.
    package func drop(from size: UInt64) throws(DiskError) {
        try files.store.disk.truncate(files.file(id), to: size)
        self.size = size
    }

    /// It will not be stored.
    package func refuse(_ refusal: [String: String]) throws {
        note.refusal = refusal
        try files.write(note, id)
    }

    /// Brings a complete one to a program's staging area, to be published from there; it stays here too.
    /// - Parameter digest: of its bytes, where it is known; else they are read.
    package func stage(
        in staging: StagingArea, digest: Digest?
    ) throws(DiskError) -> (path: FilePath, digest: Digest, size: UInt64) {
        let (disk, path) = (files.store.disk, files.file(id))
        try disk.chmod(path, 0o444)
        guard let link = try staging.stageLink(to: path) else {
            let copy = try staging.stageCopy(of: disk.reader(path))
            try disk.chmod(copy.path, 0o444)
            return copy
        }
        do throws(DiskError) {
            if let digest { return (link, digest, size) }
            return (link, try disk.reader(path).digest().0, size)
        } catch {
            staging.discard(link)
            throw error
        }
    }

    /// It is stored.
    package func become(asset: String) throws {
        note.asset = asset
        try files.keep(note, id)
    }

    /// It is not wanted any more.
    package func discard() throws(DiskError) { try files.discard(id) }
}
