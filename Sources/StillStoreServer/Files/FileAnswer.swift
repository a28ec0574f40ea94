import ContentStore
import HTTPTypes
import Hummingbird
import NIOCore
import StillStoreCore
import Values

/// A file as an answer: one range, conditions, HEAD (RFC 9110 sections 13 and 14).
struct FileAnswer: Sendable {
    enum Source: Sendable {
        case file(any ObjectReader, size: UInt64)
        /// One that was sent lately.
        case memory(ByteBuffer)
    }

    let source: Source
    /// Strong: the digest of the bytes.
    let tag: String
    let mediaType: String
    /// For people who save it; nil for what is only shown.
    var name: String?
    var isAttachment = false
    var isPublic = false
    /// Bytes that are named by their digest never change; what a path leads to may.
    var isImmutable = true

    /// Files up to this are read, sent and kept for a while in one piece.
    private static let pieceBytes = HotFiles.fileLimit
    /// Of larger ones, so much is read at once.
    private static let largePieceBytes = 1 << 20

    private var size: UInt64 {
        switch source {
        case .file(_, let size): size
        case .memory(let bytes): UInt64(bytes.readableBytes)
        }
    }

    func response(to exchange: Exchange) async throws -> Response {
        var headers = headers
        let request = exchange.request
        if let known = request.headers[.ifNoneMatch],
            known == "*" || EntityTag.list(known).contains(tag)
        {
            return Response(status: .notModified, headers: headers)
        }
        if let wanted = request.headers[.ifMatch], wanted != "*",
            !EntityTag.list(wanted).contains(tag)
        {
            throw Problem(.preconditionFailed, "changed_meanwhile", "it has other bytes by now")
        }
        var range = 0..<size
        var status = HTTPResponse.Status.ok
        let isSame = request.headers[.ifRange].map { $0 == tag } ?? true
        if isSame, request.method == .get, let header = request.headers[.range] {
            switch ByteRange.parse(header, size: size) {
            case .whole: break
            case .part(let part):
                range = part
                status = .partialContent
                headers[.contentRange] = "bytes \(part.lowerBound)-\(part.upperBound - 1)/\(size)"
            case .unsatisfiable:
                return Response(
                    status: .rangeNotSatisfiable, headers: [.contentRange: "bytes */\(size)"])
            }
        }
        headers[.contentLength] = String(range.count)
        if request.method == .head { return Response(status: status, headers: headers) }
        exchange.services.metrics.sent(range.count)
        return Response(
            status: status, headers: headers,
            body: try await body(range, exchange.services))
    }

    private var headers: HTTPFields {
        var headers: HTTPFields = [
            .contentType: mediaType, .eTag: tag, .acceptRanges: "bytes",
            // A file may be a page or an SVG with scripts in it: they must not run here.
            .contentSecurity: "sandbox; default-src 'none'; style-src 'unsafe-inline'",
        ]
        let scope = isPublic ? "public" : "private"
        headers[.cacheControl] =
            isImmutable ? "\(scope), max-age=31536000, immutable" : "\(scope), no-cache"
        if let name {
            headers[.contentDisposition] = ContentDisposition.text(name, isAttachment: isAttachment)
        }
        return headers
    }

    private func body(_ range: Range<UInt64>, _ services: Services) async throws -> ResponseBody {
        let file: any ObjectReader
        switch source {
        case .memory(let bytes):
            let part = bytes.getSlice(at: Int(range.lowerBound), length: range.count)
            return ResponseBody(byteBuffer: part ?? ByteBuffer())
        case .file(let opened, _): file = opened
        }
        let threads = services.files
        if range.count <= FileAnswer.pieceBytes {
            let buffer = try await threads.run { try FileAnswer.read(file, range) }
            if range.count == size { services.hot.keep(buffer, tag) }
            return ResponseBody(byteBuffer: buffer)
        }
        return ResponseBody(contentLength: range.count) { writer in
            var offset = range.lowerBound
            while offset < range.upperBound {
                let end = min(range.upperBound, offset + UInt64(FileAnswer.largePieceBytes))
                let piece = offset..<end
                try await writer.write(
                    try await threads.run { try FileAnswer.read(file, piece) })
                offset = end
            }
            try await writer.finish(nil)
        }
    }

    /// - Throws: `Problem` where the file is shorter than it was.
    private static func read(_ file: any ObjectReader, _ range: Range<UInt64>) throws -> ByteBuffer
    {
        var buffer = ByteBufferAllocator().buffer(capacity: range.count)
        var offset = range.lowerBound
        while offset < range.upperBound {
            let left = Int(range.upperBound - offset)
            let count = try buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: left) {
                try file.read(
                    at: offset, into: UnsafeMutableRawBufferPointer(rebasing: $0[..<left]))
            }
            guard count > 0 else {
                throw Problem(.internalServerError, "bytes_lost", "the file is shorter than it was")
            }
            offset += UInt64(count)
        }
        return buffer
    }
}
