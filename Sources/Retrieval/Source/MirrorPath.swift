import Foundation

/// The target path of a source unless the request has another: a bucket and a path that mirror it.
package struct MirrorPath: Sendable, Equatable {
    package var bucket: String
    /// Components joined by `/`; none is empty, `.` or `..`, none longer than 255 bytes.
    package var path: [UInt8]

    package init(bucket: String, components: [[UInt8]]) {
        self.bucket = bucket
        let parts = components.compactMap(MirrorPath.component)
        path = Array((parts.isEmpty ? [Array("index".utf8)] : parts).joined(separator: "/".utf8))
    }

    /// - Parameter path: one that is valid already.
    init(bucket: String, path: [UInt8]) {
        self.bucket = bucket
        self.path = path
    }

    /// A name that is valid in a bucket path; nil for an empty one.
    private static func component(_ name: [UInt8]) -> [UInt8]? {
        if name.isEmpty { return nil }
        var safe: [UInt8] = []
        for byte in name {
            // A slash or NUL that was percent-encoded stays so.
            safe += byte == 0 ? Array("%00".utf8) : byte == 0x2F ? Array("%2F".utf8) : [byte]
        }
        if safe == Array(".".utf8) { return Array("%2E".utf8) }
        if safe == Array("..".utf8) { return Array("%2E%2E".utf8) }
        return LongName.fitted(safe, to: 255)
    }
}

extension SourceURI {
    package var mirror: MirrorPath {
        switch kind {
        case .web: webMirror(bucket: nil)
        case .invokeai: webMirror(bucket: "invokeai")
        case .comfyui: comfyMirror
        case .s3, .gs:
            MirrorPath(
                bucket: bucketAndKey.bucket, path: ObjectPath.path(of: Array(bucketAndKey.key.utf8))
            )
        case .file:
            MirrorPath(bucket: "default", components: decodedComponents(text.dropFirst(7)))
        case .data:
            MirrorPath(bucket: "default", components: [Array(dataName.utf8)])
        }
    }

    /// The last component of its path, for people.
    package var name: [UInt8] {
        let path = mirror.path
        return Array(path.split(separator: UInt8(ascii: "/")).last ?? [])
    }

    private func webMirror(bucket: String?) -> MirrorPath {
        let address = WebAddress(text)
        var components = decodedComponents((address?.path ?? "")[...])
        // As in wget, so that addresses that differ only by their query have different paths.
        // Parameters that sign an address are left out.
        if let query = (address?.query).map(Redaction.unsigned), !query.isEmpty {
            let last = components.popLast() ?? []
            components.append(last + Array("?".utf8) + Array(query.utf8))
        }
        if kind == .invokeai { components = components.suffix(1) }
        return MirrorPath(
            bucket: bucket ?? (address?.host ?? "web").filter { $0 != "[" && $0 != "]" },
            components: components)
    }

    private var comfyMirror: MirrorPath {
        let file = ComfyUIFile(address: text)
        return MirrorPath(
            bucket: "comfyui", components: (file.folders + [file.name]).map { Array($0.utf8) })
    }

    /// `data-0123456789abcdef.png`
    private var dataName: String {
        let subtype = text.prefix { $0 != "," && $0 != ";" }.split(separator: "/").dropFirst().first
        let isPlain = subtype?.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) } ?? false
        return "data-" + Redaction.mark(of: whole) + (isPlain ? ".\(subtype!.lowercased())" : "")
    }

    private func decodedComponents(_ path: Substring) -> [[UInt8]] {
        path.split(separator: "/").map { percentDecoded(Array($0.utf8)) }
    }
}

/// Bytes with each `%XX` replaced; what is not such an escape stays.
func percentDecoded(_ text: [UInt8]) -> [UInt8] {
    var bytes: [UInt8] = []
    var index = 0
    while index < text.count {
        if text[index] == UInt8(ascii: "%"), index + 2 < text.count,
            let high = hexDigit(text[index + 1]), let low = hexDigit(text[index + 2])
        {
            bytes.append(high << 4 | low)
            index += 3
        } else {
            bytes.append(text[index])
            index += 1
        }
    }
    return bytes
}

func hexDigit(_ byte: UInt8) -> UInt8? {
    Character(UnicodeScalar(byte)).hexDigitValue.map(UInt8.init)
}
