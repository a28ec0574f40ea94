package import Values

/// Why bytes could not be fetched from a source.
///
/// `reason` is one sentence for people; it holds no credentials.
package struct RetrievalError: RemediedError, Equatable, Sendable {
    package let kind: RetrievalErrorKind
    package let reason: String
    package var remedy: Remedy?
    /// Of the last answer, where there was one.
    package var httpStatus: Int?
    /// Seconds that the server asked to wait.
    package var retryAfterSeconds: Double?

    package init(
        _ kind: RetrievalErrorKind, _ reason: String, httpStatus: Int? = nil,
        retryAfterSeconds: Double? = nil, remedy: Remedy? = nil
    ) {
        self.remedy = remedy
        self.kind = kind
        self.reason = reason
        self.httpStatus = httpStatus
        self.retryAfterSeconds = retryAfterSeconds
    }
}

/// The classes of retrieval errors, as the catalogue, the policy and people write them.
package enum RetrievalErrorKind: String, Sendable, CaseIterable, Codable {
    /// The host's name leads to no address.
    case dns
    /// No connection, or one that ended before a response.
    case connect
    /// The certificate is not trusted, or no common protocol.
    case tls
    /// Too slow: to connect, in all, or below the lowest speed.
    case timeout
    /// A response other than success; `httpStatus` says which.
    case httpStatus = "http-status"
    /// More bytes, or more pixels, than the limits allow.
    case tooLarge = "too-large"
    /// The bytes do not begin like a picture: a login page, say.
    case wrongContent = "wrong-content"
    /// Fewer bytes than were announced, or a picture without its end.
    case truncated
    /// The bytes are not those of a checksum or of the expected digest.
    case checksumMismatch = "checksum-mismatch"
    /// A private, loopback or link-local address, or a redirect to one.
    case refusedAddress = "refused-address"
    /// They begin like a picture and do not decode.
    case notAnImage = "not-an-image"
    /// The store's disk could not take them.
    case disk
    /// Too many redirects, or one to an address that is not allowed.
    case redirect
    /// The source is of a kind that is not known, or not written as it must be.
    case unsupported
    /// A signed address that has expired, or whose credentials were not stored.
    case expired
    /// A server that does not speak the protocol of its kind.
    case badAnswer = "bad-answer"
    /// The bytes are here, and their path is impossible or taken.
    case pathTaken = "path-taken"
    /// Not a failure: the run was asked to end. Never stored.
    case stopped
}
