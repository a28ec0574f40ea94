import Catalog
import ContentStore
import Foundation
import Retrieval
import StillStoreCore
import Values

/// The result of one transfer, before its bytes are examined.
struct TransferResult: Sendable {
    enum Body: Sendable {
        case staged(StagedContents, FetchedFacts)
        case unchanged
        case failed(RetrievalError)
    }

    let record: RetrievalRecord
    let body: Body
    /// UTC milliseconds, and how long it took.
    let startedAt, milliseconds: Int64
    let bytes: Int64
}

/// A whole file in staging.
struct StagedContents: Sendable {
    let path: FilePath
    let digest: Digest
    let size: UInt64
}

/// Fetches one asset's bytes into staging. Blocks; runs on a transfer thread.
struct FetchSource: Sendable {
    let library: Library
    let staging: StagingArea
    let clients: SourceClients
    let addresses: AddressRule
    let isStopped: @Sendable () -> Bool
    let expected, received: @Sendable (Int) -> Void
    /// Whether it may continue from a partial file, and leave one.
    var resumes = true

    func fetch(_ record: RetrievalRecord) -> TransferResult {
        let start = library.clock.now()
        let sink = StagedSink(
            record.id, record.source, staging, takesAnything: record.keepsUndecodable,
            resumes: resumes, expected: expected, received: received)
        var body: TransferResult.Body
        do throws(RetrievalError) {
            body = try fetch(record, into: sink)
        } catch {
            sink.abandon(after: error)
            body = .failed(error)
        }
        return TransferResult(
            record: record, body: body, startedAt: start,
            milliseconds: max(0, library.clock.now() - start), bytes: sink.bytes)
    }

    private func fetch(
        _ record: RetrievalRecord, into sink: StagedSink
    ) throws(RetrievalError) -> TransferResult.Body {
        let source = try address(of: record)
        try checkEndpoint(record, source.kind)
        var call = FetchOptions()
        call.isStopped = isStopped
        call.byteLimit = library.limits.fileBytes
        call.variant = record.variant
        call.addresses = record.allowsOwnHost ? addresses.allowing(source.authority) : addresses
        if record.refreshes != nil {
            call.known = SourceVersion(
                etag: record.etag, modified: record.modified, size: record.size)
        }
        switch try clients.client(for: source).fetch(source, call, into: sink) {
        case .unchanged: return .unchanged
        case .fetched(let facts):
            let contents = try sink.finish()
            if let expected = record.expectedDigest, contents.digest != expected {
                throw RetrievalError(
                    .checksumMismatch,
                    "its SHA-256 is \(contents.digest.hex), not the \(expected.hex) that was expected"
                )
            }
            return .staged(contents, facts)
        }
    }

    /// Another service may have a bucket of the same name: only the endpoint that was meant is
    /// asked.
    private func checkEndpoint(
        _ record: RetrievalRecord, _ kind: SourceURI.Kind
    ) throws(RetrievalError) {
        guard kind == .s3 || kind == .gs else { return }
        let set = clients.settings.endpoint(of: kind)
        if set == record.variant { return }
        let own = kind == .s3 ? "Amazon's own service" : "Google's own service"
        let name = kind == .s3 ? "AWS_ENDPOINT_URL" : "STILLSTORE_GS_ENDPOINT"
        let remedy = record.variant.map { "set \(name) to \($0)" } ?? "retry it without \(name)"
        throw RetrievalError(
            .unsupported,
            "it was asked for at \(record.variant ?? own), and the endpoint is now \(set ?? own): \(remedy)",
            remedy: .retryPermanentFailures
        )
    }

    /// The whole address, with the credentials that were stored for it.
    private func address(of record: RetrievalRecord) throws(RetrievalError) -> SourceURI {
        if let end = record.expiresAt, end <= library.clock.now() {
            throw RetrievalError(
                .expired, "the signature of its address has run out: give a new one")
        }
        guard record.isSealed else {
            let source = try SourceURI(record.source)
            if SourceURI.isRedacted(record.source) {
                throw RetrievalError(
                    .expired, "the credentials in its address were not kept: give it again")
            }
            return source
        }
        let key: SealingKey?
        let sealed: Data?
        do {
            key = try library.secretKey.load(making: false)
            sealed = try library.catalog.read { try $0.sealedSource(of: record.id) }
        } catch {
            throw RetrievalError(.disk, describe(error), remedy: remedy(of: error))
        }
        guard let sealed, let whole = key?.open(sealed, owner: record.id) else {
            throw RetrievalError(
                .expired, "its address cannot be read with this store's secret.key: give it again")
        }
        return try SourceURI(whole)
    }
}
