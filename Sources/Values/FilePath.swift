/// A path of the file system: any bytes but NUL, never assumed to be UTF-8.
///
/// Swift's `String` repairs what is not UTF-8 and treats NFC and NFD as equal; file systems do
/// neither, so names stay bytes until they are shown.
package struct FilePath: Sendable, Hashable {
    package let bytes: [UInt8]

    package init(bytes: some Sequence<UInt8>) {
        let all = Array(bytes)
        self.bytes = all.firstIndex(of: 0).map { Array(all[..<$0]) } ?? all
    }

    package init(_ text: String) { self.init(bytes: text.utf8) }

    package var isAbsolute: Bool { bytes.first == UInt8(ascii: "/") }

    /// The last component.
    package var name: ArraySlice<UInt8> {
        let trimmed = trimmingSlashes
        return trimmed.lastIndex(of: UInt8(ascii: "/")).map { trimmed[($0 + 1)...] } ?? trimmed
    }

    package var parent: FilePath {
        let trimmed = trimmingSlashes
        guard let slash = trimmed.lastIndex(of: UInt8(ascii: "/")) else { return FilePath(".") }
        return slash == 0 ? FilePath("/") : FilePath(bytes: trimmed[..<slash])
    }

    /// Tab completion adds a slash; paths are compared without it.
    package var withoutTrailingSlashes: FilePath { FilePath(bytes: trimmingSlashes) }

    package func appending(_ component: some Sequence<UInt8>) -> FilePath {
        var joined: [UInt8] = []
        joined.reserveCapacity(bytes.count + 1 + component.underestimatedCount)
        joined += bytes
        if joined.last != UInt8(ascii: "/"), !joined.isEmpty { joined.append(UInt8(ascii: "/")) }
        joined += component
        return FilePath(bytes: joined)
    }

    package func appending(_ component: String) -> FilePath { appending(component.utf8) }

    /// For people and for text columns: bytes that are not UTF-8 are percent-escaped.
    package var text: String { EscapedName.text(bytes) }

    package func withCString<Result>(_ body: (UnsafePointer<CChar>) -> Result) -> Result {
        bytes.withUnsafeBufferPointer { name in
            withUnsafeTemporaryAllocation(of: CChar.self, capacity: name.count + 1) { buffer in
                UnsafeMutableRawBufferPointer(buffer).copyMemory(from: UnsafeRawBufferPointer(name))
                buffer[name.count] = 0
                return body(UnsafePointer(buffer.baseAddress!))
            }
        }
    }

    private var trimmingSlashes: ArraySlice<UInt8> {
        var trimmed = bytes[...]
        while trimmed.count > 1, trimmed.last == UInt8(ascii: "/") { trimmed.removeLast() }
        return trimmed
    }
}
