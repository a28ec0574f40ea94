import Catalog
import ContentStore
package import StillStoreCore
package import Values

extension Library {
    /// Where the bytes of one upload come from.
    package enum Upload: Sendable {
        case file(FilePath)
        case standardInput
    }

    /// Stores one upload at a bucket path, durably. `placement` says all but the path.
    /// - Throws: what keeps the store from working; what is wrong with the upload is in the item.
    package func put(
        _ upload: Upload, at path: BucketPath, _ placement: IngestRequest.Placement,
        keepsUndecodable: Bool
    ) async throws -> IngestItem {
        try await workers.run { [self] in
            let name = UploadName.make(clock)
            let staging = try stagingArea(named: name)
            defer { release(staging) }
            let prepare = Prepare(
                library: self, staging: staging, transfer: .copy,
                keepsUndecodable: keepsUndecodable)
            let commit = Commit(
                library: self, staging: staging, journal: Journal(in: directory, name: name),
                placement: placement, run: nil, again: upload.again(prepare))
            var counts = RunCounts()
            do {
                let item = try prepared(upload, at: path, prepare, staging)
                return try commit.commit([item], &counts)[0]
            } catch let error as StoreFailure {
                throw error.cause
            }
        }
    }

    private func prepared(
        _ upload: Upload, at path: BucketPath, _ prepare: Prepare, _ staging: StagingArea
    ) throws -> PreparedItem {
        switch upload {
        case .file(let file):
            guard let facts = try directory.disk.stat(file) else {
                return .failed(file, .unreadable, "there is no such file")
            }
            let source = SourceFile(
                path: absolute(file), relative: Array(file.name), index: 1, facts: facts)
            return try prepare.prepare(source) { _, _, _ throws(NameError) in path }
        case .standardInput:
            let label = FilePath("standard input")
            guard let staged = try staging.stageStandardInput(limit: limits.fileBytes) else {
                return .failed(
                    label, .overLimit,
                    "it is more than the limit of \(limits.fileBytes) bytes",
                    .raise(.fileBytes)
                )
            }
            return try prepare.prepare(
                .staged(staged.path, staged.digest, size: staged.size, isLinked: false),
                label: label, name: Array(path.components.last ?? [])
            ) { _, _ throws(NameError) in path }
        }
    }
}

extension Library.Upload {
    /// How its bytes are looked at once more; standard input comes only once.
    fileprivate func again(
        _ prepare: Prepare
    ) -> (@Sendable (PreparedItem) throws -> PreparedItem)? {
        guard case .file = self else { return nil }
        return { try prepare.again($0) }
    }
}
