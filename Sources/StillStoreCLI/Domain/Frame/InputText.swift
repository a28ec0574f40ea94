import ArgumentParser
import ContentStore
import Domain
import Foundation
import Values

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// Text from a file or from standard input.
enum InputText {
    /// - Parameter limit: what is longer is cut off behind one byte more, for others to refuse.
    static func read(_ file: FilePath, limit: Int) throws -> String {
        let isInput = file == FilePath("-")
        let descriptor =
            isInput
            ? 0
            : (file.bytes.map { CChar(bitPattern: $0) } + [0])
                .withUnsafeBufferPointer { open($0.baseAddress!, O_RDONLY | O_CLOEXEC) }
        guard descriptor >= 0 else { throw UsageError("\(printable(file.text)) cannot be read") }
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: !isInput)
        var data = Data()
        do {
            while data.count <= limit {
                let piece = try handle.read(upToCount: limit + 1 - data.count) ?? Data()
                if piece.isEmpty { break }
                data += piece
            }
        } catch {
            throw UsageError("\(printable(file.text)) cannot be read")
        }
        guard let text = String(validating: data, as: UTF8.self) else {
            throw UsageError("\(isInput ? "standard input" : printable(file.text)) is not UTF-8")
        }
        return text
    }
}

/// A JSON value as typed: itself, or `@FILE`, where `@-` is standard input.
struct JSONArgument: Sendable {
    private let argument: String

    init(_ argument: String) { self.argument = argument }

    var value: JSONText {
        get throws {
            guard argument.hasPrefix("@") else { return try JSONText(Typed.text(argument)) }
            let file = try Typed.path(String(argument.dropFirst()))
            return try JSONText(InputText.read(file, limit: JSONText.byteLimit))
        }
    }
}

extension JSONArgument? {
    func replace(_ value: inout JSONText) throws {
        if let self { value = try self.value }
    }
}
