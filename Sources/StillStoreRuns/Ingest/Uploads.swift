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
        /// What was received piece by piece, in the staging area of the session.
        case staged(FilePath, Digest, size: UInt64)
        /// The bytes of another asset.
        case object(Digest)
    }

    private struct PreparedUpload: Sendable {
        let item: PreparedItem
        let prepare: Prepare
        let session: WriteSession
    }

    let library: Library
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
        let session = try await library.workers.run { [library] in
            try placement.generation?.check(library)
            return try library.beginWriting()
        }
        do {
            let item = try await put(source, at: path, placement, keepsUndecodable, session)
            await end(session)
            return item
        } catch {
            await end(session)
            throw (error as? StoreFailure)?.cause ?? error
        }
    }

    func put(
        _ source: Source, at path: BucketPath, _ placement: IngestRequest.Placement,
        _ keepsUndecodable: Bool, _ session: WriteSession
    ) async throws -> IngestItem {
        try Task.checkCancellation()
        let prepare = Prepare(
            library: library, staging: session.staging, transfer: .copy,
            keepsUndecodable: keepsUndecodable, placement: placement)
        let item = try await library.workers.run {
            try PrepareUpload(prepare: prepare, staging: session.staging)
                .prepare(source, at: .path(path), named: path.components.last ?? [], path.text)
        }
        return try await commits.commit(
            PreparedUpload(item: item, prepare: prepare, session: session))
    }

    func end(_ session: WriteSession) async {
        do {
            try await library.workers.run { [library] in library.endWriting(session) }
        } catch {
            // The store is closed, and the session with it.
        }
    }
}
