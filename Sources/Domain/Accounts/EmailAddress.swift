import Foundation

/// An e-mail address as far as accounts need it: kept as given, compared without case.
struct EmailAddress {
    static let byteLimit = 254

    let text: String
    let key: String

    /// - Throws: `DomainError.invalid`.
    init(_ given: String) throws(DomainError) {
        let text = given.trimmingCharacters(in: .whitespacesAndNewlines)
            .precomposedStringWithCanonicalMapping
        guard !text.isEmpty else { throw .invalid(.email, .empty) }
        guard text.utf8.count <= EmailAddress.byteLimit else {
            throw .invalid(.email, .tooLong(limit: EmailAddress.byteLimit))
        }
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        let isPlain = text.unicodeScalars.allSatisfy {
            !$0.properties.isWhitespace && $0.properties.generalCategory != .control
                && $0.properties.generalCategory != .format
        }
        guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty }), isPlain else {
            throw .invalid(.email, .malformed)
        }
        self.text = text
        key = text.lowercased()
    }
}
