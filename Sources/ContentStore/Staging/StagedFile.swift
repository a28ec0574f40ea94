package import Values

/// A staged file that is written piece by piece and hashed on the way: bytes as they arrive.
package final class StagedFile {
    package let path: FilePath
    package private(set) var size: UInt64 = 0
    private let disk: Disk
    private let file: OpenFile
    private var hasher = Digest.Hasher()

    /// A new file in a program's staging area.
    package convenience init(in staging: StagingArea) throws(DiskError) {
        try self.init(new: staging.nextPath(), staging.store.disk)
    }

    init(new path: FilePath, _ disk: Disk) throws(DiskError) {
        self.path = path
        self.disk = disk
        file = try disk.open(path, .create(mode: 0o644))
    }

    /// Continues after what the file has, which is read again.
    init(resuming path: FilePath, _ disk: Disk, _ take: (UnsafeRawBufferPointer) -> Void)
        throws(DiskError)
    {
        self.path = path
        self.disk = disk
        var hasher = Digest.Hasher()
        size = try disk.reader(path).readPieces { piece in
            hasher.update(piece)
            take(piece)
        }
        self.hasher = hasher
        file = try disk.open(path, .append)
    }

    package func write(_ bytes: UnsafeRawBufferPointer) throws(DiskError) {
        guard let start = bytes.baseAddress, bytes.count > 0 else { return }
        hasher.update(bytes)
        try disk.write(start, count: bytes.count, to: file)
        size += UInt64(bytes.count)
    }

    /// Makes it read-only, as objects are; nothing may be written afterwards.
    package func finish() throws(DiskError) -> (path: FilePath, digest: Digest, size: UInt64) {
        try disk.chmod(path, 0o444)
        return (path, hasher.finalize(), size)
    }
}
