import Foundation

/// How one source is to be fetched.
package struct FetchOptions: Sendable {
    /// Its version when it was last fetched: it is transferred only if it changed.
    package var known = SourceVersion()
    package var addresses = AddressRule()
    /// Which of several pictures of one address is meant; see `ListedSource.variant`.
    package var variant: String?
    package var byteLimit: UInt64 = 1 << 30
    package var isStopped: @Sendable () -> Bool = { false }

    package init() {}
}

/// What tells one version of a source's bytes from another.
package struct SourceVersion: Sendable, Equatable {
    package var etag: String?
    /// `Last-Modified` as it was sent.
    package var modified: String?
    package var size: Int64?

    package init(etag: String? = nil, modified: String? = nil, size: Int64? = nil) {
        self.etag = etag
        self.modified = modified
        self.size = size
    }

    package var isKnown: Bool { etag != nil || modified != nil }

    /// Whether both say enough to be treated as equal: the same ETag, or else the same date and
    /// size.
    package func isSame(as other: SourceVersion) -> Bool {
        if let etag, let others = other.etag { return etag == others }
        guard let modified, let size else { return false }
        return modified == other.modified && size == other.size
    }
}

package enum FetchOutcome: Sendable {
    case fetched(FetchedFacts)
    /// The source has not changed.
    case unchanged
}

/// What a source says of its bytes.
package struct FetchedFacts: Sendable {
    package var version = SourceVersion()
    /// How many bytes were announced and came: what is missing is missing at the source.
    package var isLengthKnown = true
    /// A JSON object of what the source says of it, merged into the asset's metadata; `{}` for
    /// none.
    package var metadata = "{}"
    /// The same for what is only kept if the bytes do not contain it themselves.
    package var graph: String?
    /// When it was made, UTC milliseconds.
    package var createdAt: Int64?
    /// The target path unless the request has another, if the address alone does not tell.
    package var path: [UInt8]?

    package init() {}
}

/// An entry of a listing.
package struct ListedSource: Sendable {
    package let source: SourceURI
    /// The target path below the prefix, unless the request has another.
    package var path: [UInt8]
    /// Whether the listing could tell; otherwise the client of its kind does.
    package var isPathKnown = true
    package var version = SourceVersion()
    package var externalID: String?
    package var jobID: String?
    /// UTC milliseconds.
    package var createdAt: Int64?
    /// What tells pictures of one address apart; see `docs/format.md`.
    package var variant: String?
    /// What the listing says of it that may change while its bytes stay: a JSON object, whose
    /// objects are merged into those of the asset's metadata, member by member; null removes a
    /// member.
    package var state: String?
    /// Bytes that never change under their name need not be asked for again.
    package var isImmutable = false
    /// Why it cannot be fetched although it exists.
    package var problem: RetrievalError?

    package init(source: SourceURI, path: [UInt8]) {
        self.source = source
        self.path = path
    }
}

/// A client for one kind of server or place. Blocks; may be used from any thread.
package protocol SourceClient: Sendable {
    /// Transfers a source's bytes to `sink`, checked by all that the source says of them.
    func fetch(
        _ source: SourceURI, _ call: FetchOptions, into sink: any ByteSink
    ) throws(RetrievalError) -> FetchOutcome
}
