import Foundation

/// Bytes inside JSON.
enum Base64Content {
    /// - Parameter field: of the request, for the error.
    static func bytes(_ text: String, field: String) throws -> [UInt8] {
        // Browsers put `data:image/png;base64,` in front.
        let plain = text.hasPrefix("data:") ? text.drop { $0 != "," }.dropFirst() : text[...]
        guard let data = Data(base64Encoded: String(plain)), !data.isEmpty else {
            throw FieldError([FieldKey(stringValue: field)], "is not Base64")
        }
        return [UInt8](data)
    }
}
