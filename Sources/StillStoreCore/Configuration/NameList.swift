package import Values

/// The names in a file, or of standard input for `-`, byte for byte: ended by NUL if there is any
/// NUL, else lines.
/// - Throws: `RequestError.usage` for a list that cannot be read, or is UTF-16.
package func readNames(_ list: FilePath) throws(RequestError) -> [[UInt8]] {
    var file = try TextFile(list, as: "the list")
    let bytes = try file.all()
    let end = bytes.contains(0) ? UInt8(0) : UInt8(ascii: "\n")
    return bytes.split(separator: end).map { line in
        let isLine = end != 0 && line.last == UInt8(ascii: "\r")
        return Array(isLine ? line.dropLast() : line)
    }.filter { !$0.isEmpty }
}
