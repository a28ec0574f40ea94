import CTransfer

/// How a body was compressed for the transfer, by the name in `Content-Encoding`.
enum ContentCoding: Equatable {
    case gzip, deflate, br
    /// A compression that is not supported.
    case other(String)

    /// Values of that header that say nothing of compression: S3 keeps what an upload said
    /// (`aws-chunked`), others name a character set or a mail's transfer encoding.
    /// - Returns: nil for those and for unknown names, which browsers and curl ignore.
    init?(name: Substring) {
        switch name.lowercased() {
        case "gzip", "x-gzip": self = .gzip
        case "deflate": self = .deflate
        case "br": self = .br
        case "zstd", "compress", "x-compress", "bzip2", "x-bzip2", "xz", "lzma", "exi",
            "pack200-gzip", "dcb", "dcz":
            self = .other(name.lowercased())
        default: return nil
        }
    }
}

extension HTTPHead {
    /// In the order in which they were applied.
    var contentCodings: [ContentCoding] {
        all("content-encoding").flatMap { $0.split(separator: ",") }
            .compactMap { ContentCoding(name: $0.trimming { $0 == " " || $0 == "\t" }) }
    }
}

/// Decompresses a body as it arrives. Memory does not follow the body's length; the caller limits
/// how many bytes may come.
final class ContentDecoder {
    private let stages: [Stage]
    /// The first bytes, until it is known whether they are compressed at all.
    private var start: [UInt8]? = []
    private var isPlain = false

    private static let limit = 4

    /// - Throws: `wrongContent` naming what cannot be undone.
    init?(_ head: HTTPHead) throws(RetrievalError) {
        let codings = head.contentCodings
        if codings.isEmpty { return nil }
        guard codings.count <= ContentDecoder.limit else {
            throw RetrievalError(
                .wrongContent, "it came compressed \(codings.count) times", httpStatus: head.status)
        }
        var stages: [Stage] = []
        for coding in codings.reversed() {
            guard let stage = Stage(coding) else {
                let name = if case .other(let name) = coding { name } else { "\(coding)" }
                throw RetrievalError(
                    .wrongContent,
                    "it came compressed (\(name)), which was not asked for and cannot be undone here",
                    httpStatus: head.status)
            }
            stages.append(stage)
        }
        self.stages = stages
    }

    func feed(
        _ bytes: UnsafeRawBufferPointer,
        _ take: (UnsafeRawBufferPointer) throws(RetrievalError) -> Void
    ) throws(RetrievalError) {
        guard let held = start else { return try pass(bytes, take) }
        let all = held + bytes
        start = all
        if all.count >= 12 { try begin(take) }
    }

    /// The body is over.
    /// - Throws: `truncated` if the end is missing that the coding itself has.
    func finish(
        _ take: (UnsafeRawBufferPointer) throws(RetrievalError) -> Void
    ) throws(RetrievalError) {
        try begin(take)
        if !isPlain, !stages.allSatisfy(\.isDone) {
            throw RetrievalError(.truncated, "the compressed body ended before its end")
        }
    }

    private func begin(
        _ take: (UnsafeRawBufferPointer) throws(RetrievalError) -> Void
    ) throws(RetrievalError) {
        guard let held = start else { return }
        start = nil
        // Said to be compressed, and plainly a picture: some servers send the coding of what they
        // stored.
        isPlain = held.isEmpty || PictureEnding.begins(held)
        let result = held.withUnsafeBytes { bytes in
            Result { () throws(RetrievalError) in try pass(bytes, take) }
        }
        try result.get()
    }

    private func pass(
        _ bytes: UnsafeRawBufferPointer,
        _ take: (UnsafeRawBufferPointer) throws(RetrievalError) -> Void
    ) throws(RetrievalError) {
        if isPlain { return try take(bytes) }
        try pass(bytes, stages[...], take)
    }

    private func pass(
        _ bytes: UnsafeRawBufferPointer, _ stages: ArraySlice<Stage>,
        _ take: (UnsafeRawBufferPointer) throws(RetrievalError) -> Void
    ) throws(RetrievalError) {
        guard let stage = stages.first else { return try take(bytes) }
        try stage.feed(bytes) { piece throws(RetrievalError) in
            try pass(piece, stages.dropFirst(), take)
        }
    }
}

/// One coding of several.
private final class Stage {
    private let decoder: OpaquePointer
    private let out: UnsafeMutableRawBufferPointer

    init?(_ coding: ContentCoding) {
        let known: ct_coding
        switch coding {
        case .gzip: known = ct_coding_gzip
        case .deflate: known = ct_coding_deflate
        case .br: known = ct_coding_br
        case .other: return nil
        }
        guard let decoder = ct_decoder_make(known) else { return nil }
        self.decoder = decoder
        out = .allocate(byteCount: 64 << 10, alignment: 16)
    }

    deinit {
        ct_decoder_free(decoder)
        out.deallocate()
    }

    var isDone: Bool { ct_decoder_is_done(decoder) != 0 }

    func feed(
        _ bytes: UnsafeRawBufferPointer,
        _ take: (UnsafeRawBufferPointer) throws(RetrievalError) -> Void
    ) throws(RetrievalError) {
        var next = bytes.bindMemory(to: UInt8.self).baseAddress
        var left = bytes.count
        var count = 0
        repeat {
            count = out.count
            guard
                ct_decode(decoder, &next, &left, out.bindMemory(to: UInt8.self).baseAddress, &count)
                    != 0
            else {
                throw RetrievalError(
                    .checksumMismatch, "its bytes are not compressed as its headers say")
            }
            if count > 0 { try take(UnsafeRawBufferPointer(rebasing: out[..<count])) }
        } while left > 0 || count == out.count
    }
}
