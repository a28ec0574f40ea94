package import Values

/// What the asset row says of fetching its bytes.
package struct RetrievalFields: Sendable, Equatable {
    package var attempts = 0
    /// UTC milliseconds.
    package var firstAttempt, lastAttempt, nextAttempt: Int64?
    package var error: String?
    package var errorKind: RecordedKind?
    package var httpStatus: Int?
    package var isPermanent = false
    /// A person named its host, which may be a private one.
    package var allowsOwnHost = false

    package init() {}
}
