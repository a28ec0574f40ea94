package import Catalog
package import ContentStore
package import Retrieval
package import StillStoreCore
package import Values

/// One source that was asked for.
package struct SourceItem: Sendable {
    /// As it was given, for errors; shown without credentials.
    package let label: String
    /// Or why it is not a valid source.
    package let source: Result<SourceURI, RetrievalError>
    package var bucket: [UInt8]?
    /// The whole path in the bucket, except the prefix of the request.
    package var path: [UInt8]?
    /// The target path unless the request has another; nil for the source's mirror.
    package var relativePath: [UInt8]?
    /// A JSON object that overrides the request's.
    package var metadata = "{}"
    package var expectedDigest: Digest?
    /// The current version, according to a listing.
    package var version = SourceVersion()
    package var isImmutable = false
    package var externalID, jobID, variant: String?
    /// What a listing says of it that may change; see `ListedSource.state`.
    package var state: String?
    package var createdAt: Int64?
    /// A person named its host, which may then be a private one.
    package var isTrusted = false

    package init(_ given: String) {
        do throws(RetrievalError) {
            let source = try SourceURI(given)
            self.source = .success(source)
            label = source.text
        } catch {
            source = .failure(error)
            label = String(SourceURI.shown(given).prefix(200))
        }
    }

    /// Not a valid source.
    init(label: String, wrong: String) {
        self.label = label
        source = .failure(RetrievalError(.unsupported, wrong))
    }

    init(_ listed: ListedSource) {
        source = listed.problem.map { .failure($0) } ?? .success(listed.source)
        label = listed.source.text
        relativePath = listed.isPathKnown ? listed.path : nil
        version = listed.version
        isImmutable = listed.isImmutable
        externalID = listed.externalID
        jobID = listed.jobID
        variant = listed.variant
        state = listed.state
        createdAt = listed.createdAt
        isTrusted = true
    }
}

/// What to fetch, and how.
package struct FetchRequest: Sendable {
    /// Where sources come from.
    package enum Sources: Sendable {
        case items([SourceItem])
        case list(SourceList)
        /// Everything below `s3://bucket/prefix`.
        case bucket(SourceURI)
        /// The files that a web server's directory index names, below it.
        case webDirectory(SourceURI)
        /// The pictures of a server, or of one board by its id or name.
        case invokeAI(String, board: String?)
        /// The outputs of a server's history, or of one job.
        case comfyUI(String, job: String?)

        /// How messages name a place.
        var place: String {
            switch self {
            case .items, .list: ""
            case .bucket(let source), .webDirectory(let source): source.text
            case .invokeAI(let base, _), .comfyUI(let base, _): SourceURI.shown(base)
            }
        }
    }

    package var sources: [Sources] = []
    /// For all items; nil for the source's own mirror.
    package var bucket: [UInt8]?
    /// All but the bucket.
    package var placement = IngestRequest.Placement()
    /// The origin; nil for the one of the source's kind.
    package var origin: AssetOrigin?
    package var keepsUndecodable = false
    /// Patterns for what listings name: what to include (all, if empty), and what to exclude.
    package var including: [NamePattern] = []
    package var excluding: [NamePattern] = []
    /// Registers, and fetches nothing.
    package var enqueues = false
    /// Reports what would be done, and writes nothing.
    package var isDryRun = false
    /// Which of a generator's files to fetch besides its pictures; counts the others.
    package var wishes = ListingWishes()
    /// Also what was deleted here.
    package var fetchesAgain = false
    package var options = RetrievalOptions()

    package init() {}

    /// - Throws: `RequestError` if the template needs what neither the request nor its sources
    ///   have.
    package func checkPlacement(_ limits: NameLimits) throws {
        let knowsJobs = sources.contains { if case .comfyUI = $0 { true } else { false } }
        try placement.check(limits, knowsJobs: knowsJobs)
    }
}

/// How a run that fetches behaves.
package struct RetrievalOptions: Sendable {
    /// Goes on until nothing more will be due, and waits in between.
    package var waits = false
    package var allowedHosts: [String] = []
    package var connections: Int?
    package var connectionsPerHost: Int?
    /// Of one host.
    package var requestsPerSecond: Double?
    /// Sent only to hosts that a person named; never stored.
    package var headers: [HTTPField] = []
    package var userAgent, referer: String?
    /// As typed, for the record of the run; without credentials.
    package var arguments: [String] = []

    package init() {}
}

package struct RetryRequest: Sendable {
    package var filter = RetrievalFilter()
    package var options = RetrievalOptions()

    package init() {}
}

/// Why a source was skipped.
package enum SkipReason: Sendable, Equatable {
    case deletedHere, namedBefore, beingFetched, askedFor

    package var message: String {
        switch self {
        case .deletedHere: "it was deleted here"
        case .namedBefore: "it was named before"
        case .beingFetched: "another run is fetching it"
        case .askedFor: "another run is about to fetch it"
        }
    }

    package var remedy: Remedy? {
        switch self {
        case .deletedHere: .fetchDeletedAgain
        case .namedBefore, .beingFetched, .askedFor: nil
        }
    }

    package func sentence(_ words: RemedyWords) -> String { withRemedy(message, remedy, words) }
}

/// The result for one source.
package struct RetrievalItem: Sendable, Equatable {
    package enum Outcome: Sendable, Equatable {
        /// New bytes.
        case stored
        /// A new asset with bytes that the store had.
        case duplicate
        /// The source has not changed, or was fetched already.
        case unchanged
        /// Registered, to be fetched later.
        case pending
        /// In a dry run: it would be fetched, or asked whether it changed.
        case planned
        /// It was deleted here, or another run is fetching it.
        case skipped(SkipReason)
        /// It is tried again at `nextAttempt`, if there is one.
        case failed(Failure)
    }

    package let source: String
    package let outcome: Outcome
    package var assetID: String?
    package var digest: Digest?
    package var bucket, path: String?
    package var superseded: String?
    /// An older version of it is here.
    package var isUpdate = false
    /// The target path that it would have had, if another picture were not there.
    package var instead: String?
    package var attempts = 0
    package var isPermanent = false
    /// Skipped because it was deleted here.
    package var wasDeleted = false
    /// UTC milliseconds.
    package var nextAttempt: Int64?

    package init(source: String, outcome: Outcome) {
        self.source = source
        self.outcome = outcome
    }
}

package enum RetrievalEvent: Sendable {
    case started(run: String)
    /// How many files of a listing were not wanted.
    case excluded(Int)
    /// How many more are to be fetched.
    case registered(Int)
    /// How many bytes will come: a transfer began and gave its length.
    case expected(Int)
    /// How many bytes came since the last such event.
    case received(Int)
    /// Sent when the item is durable, never before.
    case item(RetrievalItem)
    /// A host refused requests because there were too many: its pace was lowered.
    case slowed(host: String)
    /// A host failed too often in a row: its circuit breaker opened.
    case resting(host: String, until: Int64)
    /// Nothing can be fetched before that time.
    case waiting(until: Int64)
    /// What listings left out because it was not wanted.
    case leftOut(intermediates: Int, videos: Int)
    /// How many pictures in the store were found to be gone at their source.
    case gone(Int)
}

package struct RetrievalSummary: Sendable, Equatable {
    /// Nil for a dry run.
    package let run: String?
    package let counts: RunCounts
    package let wasInterrupted: Bool
    package let seconds: Double
    /// How many were not tried, because their host's circuit breaker is open or the run ended.
    package let untried: Int
    /// When the first missing item is due.
    package let nextAttempt: Int64?
}
