/// Why `stillstore.json` cannot be used.
package struct ConfigurationError: Error, Equatable {
    let words: String

    init(_ words: String) { self.words = words }

    package var message: String { "stillstore.json: \(words)" }
}
