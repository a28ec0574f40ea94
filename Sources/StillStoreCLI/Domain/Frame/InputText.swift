import ArgumentParser
import ContentStore
import Domain
import StillStoreCore
import Values

/// Text from a file or from standard input.
enum InputText {
    /// - Parameter what: what it is meant to be, such as `the password`.
    static func read(_ file: FilePath, as what: String, limit: Int) throws -> String {
        var source = try TextFile(file, as: what)
        guard let text = String(validating: try source.all(upTo: limit), as: UTF8.self) else {
            throw UsageError("\(what) in \(printable(file.text)) is not UTF-8")
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
            return try JSONText(InputText.read(file, as: "the JSON", limit: JSONText.byteLimit))
        }
    }
}

extension JSONArgument? {
    func replace(_ value: inout JSONText) throws {
        if let self { value = try self.value }
    }
}
