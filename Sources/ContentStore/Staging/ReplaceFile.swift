import Values

/// A staged file that will replace another, or be new.
package struct Replacement: Sendable {
    let target: FilePath
    let staged: FilePath
    let digest: Digest?
}

extension StagingArea {
    /// Copies a file of another store to staging, as it is now, with these permissions.
    func stageReplacement(
        of target: FilePath, from source: FilePath, mode: UInt16
    ) throws(DiskError) -> Replacement {
        let copy = try stageCopy(of: try store.disk.reader(source))
        try store.disk.chmod(copy.path, mode)
        return Replacement(target: target, staged: copy.path, digest: copy.digest)
    }

    /// Copies the first `size` bytes of a file to staging, with these permissions.
    /// - Throws: `DiskError.misread` if it has fewer.
    func stageReplacement(
        of target: FilePath, from source: FilePath, upTo size: UInt64, mode: UInt16
    ) throws(DiskError) -> Replacement {
        let file = try store.disk.reader(source)
        let path = nextPath()
        do throws(DiskError) {
            let copy = try store.disk.open(path, .create(mode: mode))
            var hasher = Digest.Hasher()
            let got = try file.readPieces(upTo: size) { piece throws(DiskError) in
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
    func stageReplacement(
        of target: FilePath, bytes: [UInt8], mode: UInt16
    ) throws(DiskError) -> Replacement {
        let path = try stage(bytes, count: bytes.count)
        try store.disk.chmod(path, mode)
        return Replacement(
            target: target, staged: path, digest: bytes.withUnsafeBytes { Digest.of($0) })
    }

    /// A file in this area that something else has written.
    func replacement(
        of target: FilePath, staged: FilePath, mode: UInt16
    ) throws(DiskError) -> Replacement {
        try store.disk.chmod(staged, mode)
        return Replacement(target: target, staged: staged, digest: nil)
    }

    /// Replaces files by staged ones: each whole, read back, all of them durable.
    package func replace(_ files: [Replacement]) throws(DiskError) {
        try sync(files.map(\.staged))
        for file in files {
            guard let digest = file.digest else { continue }
            guard try store.disk.reader(file.staged).digest().0 == digest else {
                throw .misread(file.target)
            }
        }
        var changed = ChangedDirectories()
        for file in files {
            try store.disk.rename(file.staged, to: file.target)
            changed.insert(file.target.parent)
        }
        try sync(changed)
    }

    /// Writes `backup.json`, whole or not at all.
    package func writeBackupNote(_ bytes: [UInt8]) throws(DiskError) {
        try replace([
            try stageReplacement(of: store.layout.backupNote, bytes: bytes, mode: 0o644)
        ])
    }

    /// Writes `stillstore.json`, whole or not at all, unless it has these bytes already.
    package func writeConfiguration(_ bytes: [UInt8]) throws(DiskError) {
        if try store.files.configuration() == bytes { return }
        try replace([
            try stageReplacement(of: store.layout.configuration, bytes: bytes, mode: 0o644)
        ])
    }

    /// Copies the key of another store, readable by its owner only, unless there is none or it is
    /// here already.
    package func writeSecret(of source: StoreFiles) throws(DiskError) {
        guard let key = try source.secret(), try store.files.secret() != key else { return }
        try replace([try stageReplacement(of: store.layout.secret, bytes: key, mode: 0o600)])
    }
}
