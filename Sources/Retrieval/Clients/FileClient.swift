import Foundation

/// `file://`: a file of this machine.
struct FileClient: SourceClient {
    func fetch(
        _ source: SourceURI, _ call: FetchCall, into sink: any ByteSink
    ) throws(RetrievalError) -> FetchOutcome {
        guard let path = source.text.dropFirst(7).removingPercentEncoding else {
            throw RetrievalError(.unsupported, "its path is not UTF-8")
        }
        let version = try FileClient.version(path, call)
        if call.known.isKnown, call.known == version { return .unchanged }
        guard let file = FileHandle(forReadingAtPath: path) else {
            throw RetrievalError(.connect, "\(path) cannot be opened: check its permissions")
        }
        defer { try? file.close() }
        try sink.begin(
            BodyStart(length: version.size.map { UInt64($0) }, validator: nil, isResumed: false))
        var count: UInt64 = 0
        while let piece = try FileClient.read(file, path), !piece.isEmpty {
            if call.isStopped() { throw RetrievalError(.stopped, "stopped") }
            count += UInt64(piece.count)
            guard count <= call.byteLimit else { throw tooLarge(count, call) }
            try take(piece, sink)
        }
        // Seen the same before and after, the bytes are of one version.
        guard try FileClient.version(path, call) == version, Int64(count) == version.size else {
            throw RetrievalError(.truncated, "\(path) changed while it was read")
        }
        var facts = FetchedFacts()
        facts.version = version
        return .fetched(facts)
    }

    private static func read(_ file: FileHandle, _ path: String) throws(RetrievalError) -> Data? {
        do { return try file.read(upToCount: 1 << 20) } catch {
            throw RetrievalError(.connect, "\(path) cannot be read: \(error.localizedDescription)")
        }
    }

    private static func version(
        _ path: String, _ call: FetchCall
    ) throws(RetrievalError) -> SourceVersion {
        let real = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
        guard let facts = try? FileManager.default.attributesOfItem(atPath: real) else {
            throw RetrievalError(.httpStatus, "there is no file \(path)", httpStatus: 404)
        }
        guard facts[.type] as? FileAttributeType == .typeRegular else {
            throw RetrievalError(.unsupported, "\(path) is not a regular file")
        }
        let size = (facts[.size] as? NSNumber)?.uint64Value ?? 0
        guard size <= call.byteLimit else { throw tooLarge(size, call) }
        let modified = facts[.modificationDate] as? Date
        return SourceVersion(
            modified: modified.map { String($0.timeIntervalSince1970) },
            size: Int64(clamping: size))
    }
}

/// `data:`: the bytes stand in the address itself (RFC 2397).
struct DataClient: SourceClient {
    func fetch(
        _ source: SourceURI, _ call: FetchCall, into sink: any ByteSink
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
        try take(Data(bytes), sink)
        var facts = FetchedFacts()
        facts.version.size = Int64(bytes.count)
        return .fetched(facts)
    }
}

private func take(_ piece: Data, _ sink: any ByteSink) throws(RetrievalError) {
    let result = piece.withUnsafeBytes { bytes in
        Result { () throws(RetrievalError) in try sink.take(bytes) }
    }
    try result.get()
}

private func tooLarge(_ bytes: UInt64, _ call: FetchCall) -> RetrievalError {
    RetrievalError(
        .tooLarge,
        "it is \(bytes) bytes, the limit is \(call.byteLimit); raise it with --max-file-size")
}
