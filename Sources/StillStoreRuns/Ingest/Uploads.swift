import Catalog
import ContentStore
package import StillStoreCore
package import Values

/// Stores uploads, from any number of tasks. Those that are prepared at about the same time are
/// committed together, so that they share the waits for the disk.
///
/// A program that serves many keeps one for as long as the store is open.
package final class Uploads: Sendable {
    /// Where the bytes of one upload come from.
    package enum Source: Sendable {
        case file(FilePath)
        case standardInput
        /// A whole file.
        case bytes([UInt8])
    }

    private struct PreparedUpload: Sendable {
        let item: PreparedItem
        let prepare: Prepare
        let session: WriteSession
    }

    private let library: Library
    private let commits: CommitQueue<PreparedUpload, IngestItem>

    package init(_ library: Library) {
        self.library = library
        commits = CommitQueue(library, together: { $0.session === $1.session }) { batch in
            let session = batch[0].session
            let step = CommitBatch(
                library: library, staging: session.staging, journal: session.journal, run: nil)
            return try library.committing(in: session) {
                try FinishBatch(step: step, prepares: batch.map(\.prepare))
                    .finish(batch.map(\.item), RunCounts()).0
            }
        }
    }

    /// Stores one upload at a bucket path, durably. `placement` says all but the path.
    /// - Throws: what keeps the store from working; what is wrong with the upload is in the item.
    ///   `CancellationError` where the task was cancelled before its bytes were prepared.
    package func put(
        _ source: Source, at path: BucketPath, _ placement: IngestRequest.Placement,
        keepsUndecodable: Bool
    ) async throws -> IngestItem {
        let session = try await library.workers.run { [library] in try library.beginWriting() }
        do {
            let item = try await put(source, at: path, placement, keepsUndecodable, session)
            await end(session)
            return item
        } catch {
            await end(session)
            throw (error as? StoreFailure)?.cause ?? error
        }
    }

    private func put(
        _ source: Source, at path: BucketPath, _ placement: IngestRequest.Placement,
        _ keepsUndecodable: Bool, _ session: WriteSession
    ) async throws -> IngestItem {
        try Task.checkCancellation()
        let prepare = Prepare(
            library: library, staging: session.staging, transfer: .copy,
            keepsUndecodable: keepsUndecodable, placement: placement)
        let item = try await library.workers.run { [self] in
            try prepared(source, at: path, prepare, session.staging)
        }
        return try await commits.commit(
            PreparedUpload(item: item, prepare: prepare, session: session))
    }

    private func end(_ session: WriteSession) async {
        do {
            try await library.workers.run { [library] in library.endWriting(session) }
        } catch {
            // The store is closed, and the session with it.
        }
    }

    private func prepared(
        _ source: Source, at path: BucketPath, _ prepare: Prepare, _ staging: StagingArea
    ) throws -> PreparedItem {
        switch source {
        case .file(let file):
            guard let facts = try library.directory.disk.stat(file) else {
                return .failed(file, .unreadable, "there is no such file")
            }
            let source = SourceFile(
                path: absolute(file), relative: Array(file.name), index: 1, facts: facts)
            return try prepare.prepare(source, at: path)
        case .standardInput:
            guard let staged = try staging.stageStandardInput(limit: library.limits.fileBytes)
            else { return tooLarge("standard input") }
            let contents = FileContents.staged(
                staged.path, staged.digest, size: staged.size, isLinked: false)
            return try prepared(contents, "standard input", at: path, prepare)
        case .bytes(let bytes):
            if bytes.count > library.limits.fileBytes { return tooLarge(path.text) }
            let digest = bytes.withUnsafeBytes { Digest.of($0) }
            let contents = FileContents.staged(
                try staging.stage(bytes, count: bytes.count), digest, size: UInt64(bytes.count),
                isLinked: false)
            return try prepared(contents, path.text, at: path, prepare)
        }
    }

    private func prepared(
        _ contents: FileContents, _ label: String, at path: BucketPath, _ prepare: Prepare
    ) throws -> PreparedItem {
        var item = try prepare.prepare(
            contents, label: FilePath(label), name: Array(path.components.last ?? []),
            at: .path(path))
        item.isReadOnce = true
        return item
    }

    private func tooLarge(_ label: String) -> PreparedItem {
        .failed(
            FilePath(label), .overLimit,
            "it is more than the limit of \(library.limits.fileBytes) bytes", .raise(.fileBytes))
    }
}
