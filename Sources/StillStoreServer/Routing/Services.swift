import Domain
import StillStoreCore
import StillStoreRuns
import Values

/// What handlers need of the server; one for as long as it runs.
struct Services: Sendable {
    let library: Library
    let limits: ServerLimits
    let origins: Origins
    let proxies: TrustedProxies
    let pages: PageFiles
    let changes: DomainChanges
    let uploads: Uploads
    let resumable: ResumableUploads
    let outputs: JobOutputs
    let feed: Feed
    let streams = OpenStreams()
    let signIns: SignInThrottle
    let hashes: Turnstile
    /// Threads on which passwords are hashed.
    let hashing: BlockingPool
    /// Threads on which files are read.
    let files: BlockingPool
    let metrics: Metrics
    /// Small files that were sent lately.
    let hot: HotFiles
    /// What was read of the catalogue, while nothing in it changes.
    let known: Known

    init(
        _ library: Library, _ limits: ServerLimits, _ origins: Origins,
        _ proxies: TrustedProxies, _ pages: PageFiles
    ) {
        self.library = library
        self.limits = limits
        self.origins = origins
        self.proxies = proxies
        self.pages = pages
        changes = DomainChanges(library)
        uploads = Uploads(library)
        resumable = ResumableUploads(uploads)
        outputs = JobOutputs(library)
        feed = Feed(library)
        signIns = SignInThrottle(library.clock)
        hashes = Turnstile(limit: limits.hashesAtOnce + limits.hashesWaiting)
        hashing = BlockingPool(threads: limits.hashesAtOnce, name: "password")
        files = BlockingPool(threads: 4, name: "file")
        metrics = Metrics()
        hot = HotFiles(bytes: limits.hotBytes)
        known = Known(library)
    }
}
