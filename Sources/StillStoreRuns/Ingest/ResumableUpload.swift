package import ContentStore
import StillStoreCore
import Synchronization
package import Values

/// An upload while one request has it: others are turned away meanwhile.
package final class ResumableUpload: Sendable {
    private struct State {
        let file: ResumableFile
        /// Of all bytes there are; nil where some came before the program was started.
        var hasher: Digest.Hasher?
        /// As it was before this request.
        let start: (size: UInt64, hasher: Digest.Hasher?)
        var isStored = false
    }

    package let id: String
    package let note: ResumableFiles.Note
    private let all: ResumableUploads
    private let state: Mutex<State>

    init(
        _ all: ResumableUploads, _ file: sending ResumableFile,
        _ known: (hasher: Digest.Hasher, size: UInt64)?
    ) {
        (id, note, self.all) = (file.id, file.note, all)
        let isKnown = known?.size == file.size
        let hasher = file.size == 0 ? Digest.Hasher() : isKnown ? known?.hasher : nil
        state = Mutex(State(file: file, hasher: hasher, start: (file.size, hasher)))
    }

    /// Bytes there are.
    package var size: UInt64 { state.withLock { $0.file.size } }

    package var isComplete: Bool { size == note.length }

    /// From now on bytes count only after `keepChecked`.
    package func expectCheck() async throws { try await run { try $0.file.expectCheck(true) } }

    package func keepChecked() async throws { try await run { try $0.file.expectCheck(false) } }

    /// Writes the next bytes; returns when the next may come. Not more than are missing.
    package func write(_ bytes: [UInt8]) async throws {
        try await run { state in
            try bytes.withUnsafeBytes {
                try state.file.write($0)
                state.hasher?.update($0)
            }
        }
    }

    /// Removes what this request has brought.
    package func undo() async throws {
        try await run { state in
            try state.file.drop(from: state.start.size)
            state.hasher = state.start.hasher
            if state.file.note.checkedBytes != nil { try state.file.expectCheck(false) }
        }
    }

    /// Another request may have it. A next one of this program need not read the bytes again.
    package func end() {
        state.withLock { state in
            all.keep(
                state.isStored ? nil : state.hasher.map { ($0, state.file.size) }, of: id)
            state.file.release()
        }
    }

    /// It will never be stored, and whoever asks is told why.
    package func refuse(_ refusal: [String: String]) async throws {
        try await run { try $0.file.refuse(refusal) }
    }

    /// Stores a complete one at a bucket path, durably, as `Uploads.put` does; then only that is known
    /// of it here. What keeps it from being stored leaves it as it is.
    package func store(
        at path: BucketPath, _ placement: IngestRequest.Placement, keepsUndecodable: Bool
    ) async throws -> IngestItem {
        let (library, uploads) = (all.library, all.uploads)
        let session = try await library.workers.run { try library.beginWriting() }
        do {
            let source = try await run { state in
                let staged = try state.file.stage(
                    in: session.staging, digest: state.hasher?.finalize())
                return Uploads.Source.staged(staged.path, staged.digest, size: staged.size)
            }
            let item = try await uploads.put(source, at: path, placement, keepsUndecodable, session)
            await uploads.end(session)
            if case .failed = item.outcome { return item }
            try await run { state in
                try state.file.become(asset: item.assetID ?? "")
                state.isStored = true
            }
            return item
        } catch {
            await uploads.end(session)
            throw (error as? StoreFailure)?.cause ?? error
        }
    }

    private func run<Value: Sendable>(
        _ body: @escaping @Sendable (inout sending State) throws -> Value
    ) async throws -> Value {
        try await all.library.receivers.run { [self] in try state.withLock { try body(&$0) } }
    }
}
