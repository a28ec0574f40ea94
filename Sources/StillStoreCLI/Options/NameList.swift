import Foundation
import StillStore

/// The names in a file, or of standard input for `-`: ended by NUL if there is any NUL, else
/// lines.
func readNames(_ file: String) throws -> [String] {
    let data: Data
    if file == "-" {
        data = FileHandle.standardInput.readDataToEndOfFile()
    } else {
        do { data = try Data(contentsOf: URL(fileURLWithPath: file)) } catch {
            throw RequestError.usage("the list \(file) cannot be read")
        }
    }
    let end = data.contains(0) ? UInt8(0) : UInt8(ascii: "\n")
    return data.split(separator: end).map { line in
        let isLine = end != 0 && line.last == UInt8(ascii: "\r")
        return String(decoding: isLine ? line.dropLast() : line, as: UTF8.self)
    }
}
