package import Values

/// A staged file that is to take the place of another, or of none.
package struct Replacement: Sendable {
    package let target: FilePath
    let staged: FilePath
    let digest: Digest?
}

extension Staging {
    /// Copies a file of another store to staging, as it is now, with these permissions.
    package func stageReplacement(
        of target: FilePath, from source: FilePath, mode: UInt16
    ) throws(DiskError) -> Replacement {
        let file = try store.disk.open(source)
        let copy = try stageCopy(of: file)
        try store.disk.chmod(copy.path, mode)
        return Replacement(target: target, staged: copy.path, digest: copy.digest)
    }

    /// Copies the first `size` bytes of a file to staging, with these permissions.
    /// - Throws: `DiskError.misread` where it has fewer.
    package func stageReplacement(
        of target: FilePath, from source: FilePath, upTo size: UInt64, mode: UInt16
    ) throws(DiskError) -> Replacement {
        let file = try store.disk.open(source)
        let path = nextPath()
        do throws(DiskError) {
            let copy = try store.disk.open(path, .create(mode: mode))
            var hasher = Digest.Hasher()
            let got = try Staging.readPieces(of: file, upTo: size, store.disk) {
                piece throws(DiskError) in
                hasher.update(piece)
                try store.disk.write(piece.baseAddress!, count: piece.count, to: copy)
            }
            guard got == size else { throw DiskError.misread(source) }
            return Replacement(target: target, staged: path, digest: hasher.finalize())
        } catch {
            discard(path)
            throw error
        }
    }

    /// Writes bytes to staging, with these permissions.
    package func stageReplacement(
        of target: FilePath, bytes: [UInt8], mode: UInt16
    ) throws(DiskError) -> Replacement {
        let path = try stage(bytes, count: bytes.count)
        try store.disk.chmod(path, mode)
        return Replacement(
            target: target, staged: path, digest: bytes.withUnsafeBytes { Digest.of($0) })
    }

    /// A file in this corner that something else has written.
    package func replacement(
        of target: FilePath, staged: FilePath, mode: UInt16
    ) throws(DiskError) -> Replacement {
        try store.disk.chmod(staged, mode)
        return Replacement(target: target, staged: staged, digest: nil)
    }

    /// Puts staged files in the place of others: each whole, read back, all of them durable.
    package func replace(_ files: [Replacement]) throws(DiskError) {
        try makeDurable(files.map(\.staged))
        for file in files {
            guard let digest = file.digest else { continue }
            let written = try store.disk.open(file.staged)
            guard try Staging.hash(written, store.disk).0 == digest else {
                throw .misread(file.target)
            }
        }
        var changed = ChangedDirectories()
        for file in files {
            try store.disk.rename(file.staged, to: file.target)
            changed.insert(file.target.parent)
        }
        try makeDurable(changed)
    }
}
