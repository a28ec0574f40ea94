import Foundation
import Values

/// Reads one body: the conditions of its request, its length and checksums, and where it continues
/// after an interruption.
final class Download: ResponseReader {
    private let sink: any ByteSink
    private let call: FetchOptions
    private let kept: KeptBytes?
    /// Pictures that their server may still be writing: their end is required.
    private let needsEnd: Bool

    private var checks: BodyChecks?
    private var ending = PictureEnding()
    private var received: UInt64 = 0
    /// Decompresses what the server compressed without being asked. Lengths and checksums are those
    /// of the transfer, limits and the picture those of the result.
    private var decoder: ContentDecoder?
    private var decoded: UInt64 = 0
    private var expected: UInt64?
    private var refusal: (head: HTTPHead, text: [UInt8])?
    private var refusalBytes = 0
    private var isUnchanged = false
    /// The body continues the kept bytes.
    private var isRest = false

    init(_ sink: any ByteSink, _ call: FetchOptions, resuming: Bool = true, needsEnd: Bool = false)
    {
        self.sink = sink
        self.call = call
        self.needsEnd = needsEnd
        kept = resuming ? sink.kept : nil
    }

    /// The headers of the request.
    var headers: [(name: String, value: String)] {
        var headers = [("Accept", "*/*"), ("Accept-Encoding", "identity")]
        if let kept {
            headers.append(("Range", "bytes=\(kept.count)-"))
            headers.append(("If-Range", kept.validator))
        } else {
            if let etag = call.known.etag { headers.append(("If-None-Match", etag)) }
            if let modified = call.known.modified {
                headers.append(("If-Modified-Since", modified))
            }
        }
        return headers
    }

    func head(_ head: HTTPHead) throws(RetrievalError) {
        switch head.status {
        case 200: try beginWhole(head, length: head.contentLength())
        case 206: try beginRest(head)
        case 304 where call.known.isKnown && kept == nil: isUnchanged = true
        default: refusal = (head, [])
        }
    }

    private func beginWhole(_ head: HTTPHead, length: UInt64?) throws(RetrievalError) {
        try checkLimit(length)
        decoder = try ContentDecoder(head)
        expected = length
        checks = BodyChecks(head, isPart: false)
        // The decompressed bytes so far do not say where the compressed ones continue.
        let validator =
            decoder == nil ? head.resumeValidator(hasLength: length != nil) : nil
        try sink.begin(
            BodyStart(
                length: decoder == nil ? length : nil, validator: validator, isResumed: false))
    }

    private func beginRest(_ head: HTTPHead) throws(RetrievalError) {
        guard let kept else {
            // Some servers and caches send the whole with the status of a part.
            if let range = head.contentRange, range.first == 0 {
                return try beginWhole(head, length: range.total)
            }
            throw RetrievalError(
                .badAnswer, "a part was sent where the whole was asked for", httpStatus: 206)
        }
        guard head.contentCodings.isEmpty, let range = head.contentRange, range.first == kept.count,
            range.total == kept.total, head.agrees(with: kept.validator)
        else { throw startOver() }
        isRest = true
        expected = kept.total - kept.count
        var checks = BodyChecks(head, isPart: true)
        try sink.replay { bytes in
            checks.update(bytes)
            ending.update(bytes)
        }
        self.checks = checks
        try sink.begin(
            BodyStart(length: kept.total, validator: kept.validator, isResumed: true))
    }

    /// The response showed that the kept bytes are of another version, or are all there is.
    private(set) var mustStartOver = false

    /// Ends this transfer; the error never leaves `download`.
    private func startOver() -> RetrievalError {
        mustStartOver = true
        return RetrievalError(.stopped, "the kept bytes are of no use")
    }

    func body(_ bytes: UnsafeRawBufferPointer) throws(RetrievalError) {
        if let refusal {
            // The beginning of the server's error message.
            let text = refusal.text + bytes.prefix(max(0, 2048 - refusal.text.count))
            self.refusal = (refusal.head, text)
            // Short ones are read to their end, so that the connection can be used again.
            refusalBytes += bytes.count
            if refusalBytes > 16 << 10 { throw refused(refusal.head, text) }
            return
        }
        received += UInt64(bytes.count)
        try checkLimit(received + (isRest ? kept?.count ?? 0 : 0))
        checks?.update(bytes)
        guard let decoder else { return try write(bytes) }
        try decoder.feed(bytes) { piece throws(RetrievalError) in try writeDecoded(piece) }
    }

    private func writeDecoded(_ bytes: UnsafeRawBufferPointer) throws(RetrievalError) {
        decoded += UInt64(bytes.count)
        try checkLimit(decoded)
        try write(bytes)
    }

    private func write(_ bytes: UnsafeRawBufferPointer) throws(RetrievalError) {
        ending.update(bytes)
        try sink.write(bytes)
    }

    private func refused(_ head: HTTPHead, _ text: [UInt8]) -> RetrievalError {
        head.status == 416 && kept != nil
            ? startOver() : head.refusal(text)
    }

    private func checkLimit(_ bytes: UInt64?) throws(RetrievalError) {
        guard let bytes, bytes > call.byteLimit else { return }
        throw RetrievalError(
            .tooLarge,
            "it is \(expected ?? bytes >= bytes ? "\(bytes)" : "more than \(call.byteLimit)") bytes, the limit is \(call.byteLimit)",
            remedy: .raise(.fileBytes)
        )
    }

    /// The outcome, once the whole response is here.
    func finish(_ head: HTTPHead) throws(RetrievalError) -> FetchOutcome {
        if isUnchanged { return .unchanged }
        if let refusal {
            throw refused(head, refusal.text)
        }
        if let expected, received != expected {
            throw RetrievalError(
                .truncated, "\(received) bytes came of the \(expected) that were announced",
                httpStatus: head.status)
        }
        try checks?.finish()
        try decoder?.finish { piece throws(RetrievalError) in try writeDecoded(piece) }
        if needsEnd, !ending.isWhole {
            throw RetrievalError(
                .truncated, "the picture has no end: its server may still be writing it",
                httpStatus: head.status)
        }
        var facts = FetchedFacts()
        facts.version = SourceVersion(
            etag: head["etag"], modified: head["last-modified"],
            size: Int64(clamping: received + (isRest ? kept?.count ?? 0 : 0)))
        facts.isLengthKnown = expected != nil || decoder != nil
        return .fetched(facts)
    }
}

extension HTTPClient {
    /// Fetches a body; continues what the sink has kept of it, or begins anew if that is not
    /// possible.
    func download(
        _ request: HTTPRequest, _ call: FetchOptions, into sink: any ByteSink,
        needsEnd: Bool = false
    ) throws(RetrievalError) -> FetchOutcome {
        let download = Download(sink, call, needsEnd: needsEnd)
        do throws(RetrievalError) {
            return try attempt(request, call, download)
        } catch {
            guard download.mustStartOver else { throw error }
        }
        return try attempt(
            request, call, Download(sink, call, resuming: false, needsEnd: needsEnd))
    }

    private func attempt(
        _ request: HTTPRequest, _ call: FetchOptions, _ download: Download
    ) throws(RetrievalError) -> FetchOutcome {
        var request = request
        request.headers += download.headers
        return try download.finish(send(request, to: download, unless: call.isStopped))
    }
}
