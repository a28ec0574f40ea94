import ContentStore
package import StillStoreCore
import Values

/// A picture as base64 text, in the forms that programs write it.
package enum Base64Text {
    /// The most characters that an address may have.
    private static let byteLimit = 96 << 20

    /// What is on standard input, as a `data:` address.
    package static func addressOnStandardInput() throws(RequestError) -> String {
        var file = try TextFile(FilePath("-"), as: "the base64 text")
        return try address(file.all(upTo: byteLimit))
    }

    /// Text with or without quotes around it, as in JSON, and with or without the head of a `data:`
    /// address, which browsers and Gradio write before it.
    static func address(_ text: [UInt8]) throws(RequestError) -> String {
        let blanks = Array(" \t\r\n".utf8)
        func trimmed(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
            guard let end = text.lastIndex(where: { !blanks.contains($0) }) else { return [] }
            return text[...end].drop(while: blanks.contains)
        }
        var rest = trimmed(text[...])
        if let quote = rest.first, [UInt8(ascii: "\""), UInt8(ascii: "'")].contains(quote),
            rest.count >= 2, rest.last == quote
        {
            rest = trimmed(rest.dropFirst().dropLast())
        }
        // JSON may write a slash as \/, and line ends as \n.
        let backslash = UInt8(ascii: "\\")
        var plain: [UInt8] = []
        plain.reserveCapacity(rest.count + 16)
        let isAddress = String(decoding: rest.prefix(5), as: UTF8.self).lowercased() == "data:"
        if !isAddress { plain += "data:;base64,".utf8 }
        while let byte = rest.popFirst() {
            guard byte == backslash, let next = rest.popFirst() else {
                plain.append(byte)
                continue
            }
            if !Array("nrt".utf8).contains(next) { plain.append(next) }
        }
        guard let address = String(validating: plain, as: UTF8.self) else {
            throw .notBase64
        }
        return address
    }
}
