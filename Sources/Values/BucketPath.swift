/// Where people find an asset: a bucket and a path inside it, as bytes.
package struct BucketPath: Sendable, Hashable {
    package let bucket: [UInt8]
    /// Components joined by `/`.
    package let path: [UInt8]

    /// - Throws: `NameError` when the name could not be mirrored on disk or would leave its bucket.
    package init(bucket: [UInt8], path: [UInt8], limits: NameLimits) throws(NameError) {
        if BucketPath.isPlainlyRight(path, upTo: limits.pathBytes, limits),
            BucketPath.isPlainlyRight(bucket, upTo: limits.componentBytes, limits),
            !bucket.contains(UInt8(ascii: "/"))
        {
            self.bucket = bucket
            self.path = path
            return
        }
        // What is invalid, and in which part?
        try BucketPath.check(bucket, limits)
        if path.isEmpty { throw .empty }
        if path.first == UInt8(ascii: "/") { throw .absolute(EscapedName.text(path)) }
        guard path.count <= limits.pathBytes else {
            throw .pathTooLong(EscapedName.text(path), bytes: path.count, limit: limits.pathBytes)
        }
        for component in path.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        {
            try BucketPath.check(Array(component), limits)
        }
        self.bucket = bucket
        self.path = path
    }

    package var components: [ArraySlice<UInt8>] { path.split(separator: UInt8(ascii: "/")) }

    package var bucketText: String { EscapedName.text(bucket) }
    package var pathText: String { EscapedName.text(path) }
    package var text: String { bucketText + "/" + pathText }

    /// Reads each byte once, because it is called for every file of every run.
    private static func isPlainlyRight(
        _ path: [UInt8], upTo limit: Int, _ limits: NameLimits
    ) -> Bool {
        guard path.count <= limit else { return false }
        var length = 0
        var dots = 0
        for byte in path {
            if byte == UInt8(ascii: "/") {
                if length == 0 || length == dots && dots <= 2 { return false }
                length = 0
                dots = 0
                continue
            }
            if byte == 0 { return false }
            if byte == UInt8(ascii: ".") { dots += 1 }
            length += 1
            if length > limits.componentBytes { return false }
        }
        return length > 0 && !(length == dots && dots <= 2)
    }

    private static func check(_ component: [UInt8], _ limits: NameLimits) throws(NameError) {
        if component.isEmpty { throw .empty }
        if component.contains(0) || component.contains(UInt8(ascii: "/")) {
            throw .forbiddenByte(EscapedName.text(component))
        }
        if component == Array(".".utf8) || component == Array("..".utf8) {
            throw .relative(EscapedName.text(component))
        }
        guard component.count <= limits.componentBytes else {
            throw .componentTooLong(
                EscapedName.text(component), bytes: component.count, limit: limits.componentBytes)
        }
    }
}

package struct NameLimits: Sendable, Equatable {
    package var pathBytes = 1024
    /// The limits of Linux and macOS file systems.
    package var componentBytes = 255

    package init() {}
}

/// Why a name cannot be a bucket or a path.
package enum NameError: Error, Equatable {
    case empty
    case absolute(String)
    case relative(String)
    case forbiddenByte(String)
    case componentTooLong(String, bytes: Int, limit: Int)
    case pathTooLong(String, bytes: Int, limit: Int)
    /// A file's date, for a path that contains one.
    case dateBeyondNumbers

    package var reason: String {
        switch self {
        case .empty: "a bucket and every part of its path need a name, and one is empty"
        case .absolute(let path): "the path \(path) begins with a slash; leave it out"
        case .relative(let part): "\u{201C}\(part)\u{201D} is not allowed in a bucket path"
        case .forbiddenByte(let part): "\u{201C}\(part)\u{201D} holds a slash or a zero byte"
        case .componentTooLong(let part, let bytes, let limit):
            "the name \(part) is \(bytes) bytes, the limit is \(limit); choose a shorter one"
        case .pathTooLong(let path, let bytes, let limit):
            "the path \(path) is \(bytes) bytes, the limit is \(limit); choose a shorter one"
        case .dateBeyondNumbers:
            "its date is further away than {timestamp} can say: give it another with touch, or leave {timestamp} out of the path template"
        }
    }
}
