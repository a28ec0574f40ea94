import ContentStore
import StillStoreCore
import Synchronization
package import Values

/// An upload whose bytes arrive piece by piece: they are written to the staging area and hashed on the
/// way, and never all in memory. Either `finish` or `discard` ends it.
package final class IncomingUpload: Sendable {
    /// It has more bytes than the store takes.
    package struct TooLarge: Error {
        package let limit: Int
    }

    private let uploads: Uploads
    private let session: WriteSession
    private let file: Mutex<StagedFile?>

    private var library: Library { uploads.library }

    fileprivate init(_ uploads: Uploads, _ session: WriteSession, _ file: sending StagedFile) {
        self.uploads = uploads
        self.session = session
        self.file = Mutex(file)
    }

    /// Writes the next bytes; returns when the next may come.
    /// - Throws: `TooLarge`; `DiskError`.
    package func write(_ bytes: [UInt8]) async throws {
        try await library.receivers.run { [self] in
            try file.withLock { file in
                guard let file else { return }
                guard file.size + UInt64(bytes.count) <= UInt64(library.limits.fileBytes) else {
                    throw TooLarge(limit: Int(library.limits.fileBytes))
                }
                try bytes.withUnsafeBytes { try file.write($0) }
            }
        }
    }

    /// Stores what has come at a bucket path, durably; as `Uploads.put` does.
    package func finish(
        at path: BucketPath, _ placement: IngestRequest.Placement, keepsUndecodable: Bool
    ) async throws -> IngestItem {
        do {
            let source = try await library.receivers.run { [self] in
                let staged = try file.withLock { try $0.take()?.finish() }
                guard let staged else { preconditionFailure("it was ended before") }
                return Uploads.Source.staged(staged.path, staged.digest, size: staged.size)
            }
            let item = try await uploads.put(source, at: path, placement, keepsUndecodable, session)
            await uploads.end(session)
            return item
        } catch {
            await uploads.end(session)
            throw (error as? StoreFailure)?.cause ?? error
        }
    }

    /// Nothing is left of it.
    package func discard() async {
        _ = try? await library.receivers.run { [self] in
            guard let path = file.withLock({ $0.take()?.path }) else { return }
            session.staging.discard(path)
        }
        await uploads.end(session)
    }
}

extension Uploads {
    /// Begins an upload whose bytes are still to come.
    package func begin() async throws -> IncomingUpload {
        let session = try await library.workers.run { [library] in try library.beginWriting() }
        do {
            return try await library.receivers.run { [self] in
                IncomingUpload(self, session, try StagedFile(in: session.staging))
            }
        } catch {
            await end(session)
            throw error
        }
    }
}
