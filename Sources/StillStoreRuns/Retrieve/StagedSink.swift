import ContentStore
import Foundation
import Imaging
import Retrieval
import StillStoreCore
import Values

/// Writes the bytes of one source to staging and hashes them; large ones where they can be
/// continued after an interruption.
final class StagedSink: ByteSink {
    private let id, source: String
    private let staging: StagingArea
    private let partials: PartialFiles
    private let takesAnything, resumes: Bool
    private let expected, received: @Sendable (Int) -> Void

    private(set) var file: StagedFile?
    /// Whether the file is the asset's partial one.
    private(set) var isPartial = false
    private(set) var bytes: Int64 = 0
    private var start: [UInt8] = []
    private var isSniffed = false
    private(set) lazy var kept: KeptBytes? = findKept()

    /// Smaller bodies are not worth a partial file.
    private static let resumableBytes: UInt64 = 1 << 20

    init(
        _ id: String, _ source: String, _ staging: StagingArea, takesAnything: Bool,
        resumes: Bool, expected: @escaping @Sendable (Int) -> Void = { _ in },
        received: @escaping @Sendable (Int) -> Void
    ) {
        self.id = id
        self.source = source
        self.staging = staging
        partials = PartialFiles(in: staging.store)
        self.takesAnything = takesAnything
        self.resumes = resumes
        self.expected = expected
        self.received = received
    }

    private func findKept() -> KeptBytes? {
        guard resumes, let (note, count) = try? partials.find(id), note.source == source else {
            return nil
        }
        return KeptBytes(count: count, validator: note.validator, total: note.total)
    }

    func replay(_ take: (UnsafeRawBufferPointer) -> Void) throws(RetrievalError) {
        try onDisk {
            file = try partials.resume(id) { bytes in
                start += bytes.prefix(max(0, 32 - start.count))
                take(bytes)
            }
        }
    }

    func begin(_ body: BodyStart) throws(RetrievalError) {
        isPartial = false
        if let length = body.length {
            let here = body.isResumed ? kept?.count ?? 0 : 0
            expected(Int(clamping: length - min(length, here)))
        }
        if body.isResumed {
            isPartial = true
            return
        }
        start = []
        isSniffed = false
        try onDisk {
            if resumes, let validator = body.validator, let length = body.length,
                length >= StagedSink.resumableBytes
            {
                file = try partials.begin(
                    id, PartialFiles.Note(source: source, validator: validator, total: length))
                isPartial = true
            } else {
                if kept != nil { try partials.discard(id) }
                file = try StagedFile(in: staging)
            }
        }
    }

    func write(_ piece: UnsafeRawBufferPointer) throws(RetrievalError) {
        if !isSniffed {
            start += piece.prefix(max(0, 32 - start.count))
            if start.count == 32 { try sniff() }
        }
        bytes += Int64(piece.count)
        received(piece.count)
        try onDisk { try file?.write(piece) }
    }

    /// The whole file, once the transfer is done.
    func finish() throws(RetrievalError) -> StagedContents {
        if !isSniffed { try sniff() }
        return try onDisk {
            guard let (path, digest, size) = try file?.finish() else {
                throw RetrievalError(.badAnswer, "no bytes came")
            }
            return StagedContents(path: path, digest: digest, size: size)
        }
    }

    /// Removes what came, except a partial file that can be continued.
    func abandon(after error: RetrievalError) {
        if let file, !isPartial { staging.discard(file.path) }
        let mayResume = [.connect, .dns, .timeout, .truncated, .stopped, .tls].contains(error.kind)
        if mayResume || error.kind == .httpStatus && RetryPolicy.isPassing(error) { return }
        try? partials.discard(id)
    }

    /// An HTML page is not worth fetching to its end.
    private func sniff() throws(RetrievalError) {
        isSniffed = true
        if takesAnything || PictureFormat.sniff(start) != nil { return }
        throw RetrievalError(
            .wrongContent, "not a picture: \(guessContents(start))", httpStatus: nil)
    }

    private func onDisk<Value>(_ body: () throws -> Value) throws(RetrievalError) -> Value {
        do { return try body() } catch let error as RetrievalError { throw error } catch {
            throw RetrievalError(.disk, describe(error), remedy: remedy(of: error))
        }
    }
}
