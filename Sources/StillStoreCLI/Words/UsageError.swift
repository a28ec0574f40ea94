/// Arguments that are valid separately but not together, in terms of the command line.
struct UsageError: Error {
    let message: String

    init(_ message: String) { self.message = message }
}

/// Standard output cannot be written.
struct OutputError: Error, CustomStringConvertible {
    var description: String { "standard output cannot be written" }
}
