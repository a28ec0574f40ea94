import Foundation
import Values

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// `file://`: a file of this machine, under any name.
struct FileClient: SourceClient {
    func fetch(
        _ source: SourceURI, _ call: FetchOptions, into sink: any ByteSink
    ) throws(RetrievalError) -> FetchOutcome {
        let path = percentDecoded(Array(source.text.dropFirst(7).utf8))
        guard !path.contains(0) else {
            throw RetrievalError(.unsupported, "no file has a zero byte in its name")
        }
        let file = try LocalFile.open(path)
        let version = try file.version(call)
        if call.known.isKnown, call.known == version { return .unchanged }
        try sink.begin(
            BodyStart(length: version.size.map { UInt64($0) }, validator: nil, isResumed: false))
        var count: UInt64 = 0
        while true {
            let piece = try file.read(1 << 20)
            if piece.isEmpty { break }
            if call.isStopped() { throw RetrievalError(.stopped, "stopped") }
            count += UInt64(piece.count)
            guard count <= call.byteLimit else { throw tooLarge(count, call) }
            try pass(piece, sink)
        }
        // If the facts are the same before and after, the bytes are of one version.
        guard try LocalFile.open(path).version(call) == version, Int64(count) == version.size else {
            throw RetrievalError(.truncated, "\(file.name) changed while it was read")
        }
        var facts = FetchedFacts()
        facts.version = version
        return .fetched(facts)
    }
}

/// A file that is open for reading.
private struct LocalFile: ~Copyable {
    let name: String
    private let descriptor: Int32

    private init(name: String, descriptor: Int32) {
        self.name = name
        self.descriptor = descriptor
    }

    static func open(_ path: [UInt8]) throws(RetrievalError) -> LocalFile {
        let name = String(decoding: path, as: UTF8.self)
        let terminated = (path + [0]).map { CChar(truncatingIfNeeded: $0) }
        // Checked before it is opened: opening a device may have effects.
        var facts = stat()
        if stat(terminated, &facts) == 0, facts.st_mode & S_IFMT != S_IFREG {
            throw RetrievalError(.unsupported, "\(name) is not a regular file")
        }
        let descriptor = systemOpen(terminated)
        if descriptor >= 0 { return LocalFile(name: name, descriptor: descriptor) }
        let code = errno
        switch code {
        case ENOENT where lstat(terminated, &facts) == 0:
            throw RetrievalError(.unsupported, "\(name) is a link that leads nowhere")
        case ENOENT, ENOTDIR:
            throw RetrievalError(.httpStatus, "there is no file \(name)", httpStatus: 404)
        case EACCES, EPERM:
            throw RetrievalError(.connect, "\(name) cannot be opened: check its permissions")
        default:
            throw RetrievalError(.connect, "\(name) cannot be opened: \(words(code))")
        }
    }

    deinit { close(descriptor) }

    func version(_ call: FetchOptions) throws(RetrievalError) -> SourceVersion {
        var facts = stat()
        guard fstat(descriptor, &facts) == 0 else {
            throw RetrievalError(.connect, "\(name) cannot be read: \(words(errno))")
        }
        guard facts.st_mode & S_IFMT == S_IFREG else {
            throw RetrievalError(.unsupported, "\(name) is not a regular file")
        }
        let size = UInt64(facts.st_size)
        guard size <= call.byteLimit else { throw tooLarge(size, call) }
        #if canImport(Darwin)
            let time = facts.st_mtimespec
        #else
            let time = facts.st_mtim
        #endif
        let modified = Date(
            timeIntervalSince1970: Double(time.tv_sec) + Double(time.tv_nsec) / 1e9)
        return SourceVersion(
            modified: String(modified.timeIntervalSince1970), size: Int64(clamping: size))
    }

    /// The next bytes; none at the end.
    func read(_ limit: Int) throws(RetrievalError) -> Data {
        var piece = Data(count: limit)
        while true {
            let count = piece.withUnsafeMutableBytes {
                systemRead(descriptor, $0.baseAddress!, limit)
            }
            if count >= 0 { return piece.prefix(count) }
            let code = errno
            if code == EINTR { continue }
            throw RetrievalError(.connect, "\(name) cannot be read: \(words(code))")
        }
    }
}

/// Without blocking: a pipe that replaced the file may have no writer.
private func systemOpen(_ path: [CChar]) -> Int32 { open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC) }

private func systemRead(_ file: Int32, _ bytes: UnsafeMutableRawPointer, _ count: Int) -> Int {
    read(file, bytes, count)
}

private func words(_ code: Int32) -> String { String(cString: strerror(code)) }

/// `data:`: the bytes stand in the address itself (RFC 2397).
struct DataClient: SourceClient {
    func fetch(
        _ source: SourceURI, _ call: FetchOptions, into sink: any ByteSink
    ) throws(RetrievalError) -> FetchOutcome {
        guard let comma = source.whole.firstIndex(of: ",") else {
            throw RetrievalError(.unsupported, "a data: address has a comma before its bytes")
        }
        let head = source.whole[..<comma].lowercased()
        let text = source.whole[source.whole.index(after: comma)...]
        var bytes = percentDecoded(Array(text.utf8))
        if head.hasSuffix(";base64") {
            // Both alphabets of RFC 4648; line ends and missing padding are forgiven.
            bytes.removeAll { $0 == 0x20 || $0 == 0x0A || $0 == 0x0D || $0 == 0x09 || $0 == 0x3D }
            for index in bytes.indices {
                if bytes[index] == UInt8(ascii: "-") { bytes[index] = UInt8(ascii: "+") }
                if bytes[index] == UInt8(ascii: "_") { bytes[index] = UInt8(ascii: "/") }
            }
            bytes += [UInt8](repeating: UInt8(ascii: "="), count: (4 - bytes.count % 4) % 4)
            guard let decoded = Data(base64Encoded: Data(bytes)) else {
                throw RetrievalError(.unsupported, "its base64 text cannot be decoded")
            }
            bytes = Array(decoded)
        }
        guard bytes.count <= call.byteLimit else { throw tooLarge(UInt64(bytes.count), call) }
        try sink.begin(
            BodyStart(length: UInt64(bytes.count), validator: nil, isResumed: false))
        try pass(Data(bytes), sink)
        var facts = FetchedFacts()
        facts.version.size = Int64(bytes.count)
        return .fetched(facts)
    }
}

private func pass(_ piece: Data, _ sink: any ByteSink) throws(RetrievalError) {
    let result = piece.withUnsafeBytes { bytes in
        Result { () throws(RetrievalError) in try sink.write(bytes) }
    }
    try result.get()
}

private func tooLarge(_ bytes: UInt64, _ call: FetchOptions) -> RetrievalError {
    RetrievalError(
        .tooLarge,
        "it is \(bytes) bytes, the limit is \(call.byteLimit)", remedy: .raise(.fileBytes))
}
