/// Arguments that each are right and do not go together, in words of the command line.
struct UsageError: Error {
    let message: String

    init(_ message: String) { self.message = message }
}

/// Standard output does not take the bytes that it was to have.
struct OutputError: Error, CustomStringConvertible {
    var description: String { "standard output cannot be written" }
}
