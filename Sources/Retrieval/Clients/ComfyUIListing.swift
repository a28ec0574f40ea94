import Foundation

/// The pictures that ComfyUI's history tells of, or those of one job. The server forgets its
/// history when it ends, and keeps 10,000 jobs.
package struct ComfyUIListing: SourceListing {
    private let http: HTTPClient
    private let place: GeneratorPlace
    private let job: String?
    private let addresses: AddressRule

    /// So many jobs hold little enough: each brings its whole graph.
    private static let pageSize = 50
    /// When the history is full, the first job goes with each that comes, and all move up.
    private static let overlap = 5
    private static let answerLimit = 256 << 20

    /// - Parameters:
    ///   - base: `http://localhost:8188`
    ///   - job: a prompt's id; nil for all.
    /// - Throws: `unsupported` for an address that is not http or https.
    package init(
        base: String, job: String?, http: HTTPClient, addresses: AddressRule
    ) throws(RetrievalError) {
        self.http = http
        place = try GeneratorPlace(base)
        self.job = job
        self.addresses = addresses
    }

    /// The oldest first. A file that several jobs name is listed with the first of them.
    /// - Throws: for one job 404 where the server does not know it, 409 while it has not ended.
    package func forEachPage(
        unless isStopped: @escaping @Sendable () -> Bool,
        _ take: ([ListedSource]) throws -> Void
    ) throws {
        let waiting = try probe(isStopped)
        var seen: Set<ComfyUIFile> = []
        func unseen(_ jobs: [ComfyUIJob]) -> [ListedSource] {
            jobs.flatMap { job in
                job.files.filter { seen.insert($0).inserted }.compactMap { listed($0, job) }
            }
        }
        if let job {
            let jobs = try history("/\(percentEncoded(job))", isStopped)
            guard !jobs.isEmpty else { throw absent(job, waiting[job]) }
            return try take(unseen(jobs))
        }
        var known: Set<String> = []
        var offset = 0
        while true {
            let jobs = try history("?max_items=\(Self.pageSize)&offset=\(offset)", isStopped)
            let fresh = jobs.filter { known.insert($0.id).inserted }
            if fresh.isEmpty { return }
            let page = unseen(fresh)
            if !page.isEmpty { try take(page) }
            // Fewer than asked for are the last; more are all, from a server that does not page.
            if jobs.count != Self.pageSize { return }
            offset += Self.pageSize - Self.overlap
        }
    }

    /// Asked before the history: a job that ends between the two is found.
    /// - Returns: the jobs that have not ended, and what they are doing.
    private func probe(
        _ isStopped: @escaping @Sendable () -> Bool
    ) throws(RetrievalError) -> [String: String] {
        let queue: [String: Any]
        do throws(RetrievalError) {
            queue = try object("/queue", isStopped)
        } catch {
            guard error.kind == .badAnswer || error.httpStatus == 404 else { throw error }
            throw RetrievalError(
                .badAnswer, "there is no ComfyUI server at \(place.host): \(error.reason)",
                httpStatus: error.httpStatus)
        }
        var jobs: [String: String] = [:]
        for (field, words) in [("queue_pending", "queued"), ("queue_running", "running")] {
            guard let entries = queue[field] as? [[Any]] else {
                throw RetrievalError(
                    .badAnswer, "there is no ComfyUI server at \(place.host): its queue has no jobs"
                )
            }
            // [number, id, graph, …]
            for case let id as String in entries.compactMap({ $0.dropFirst().first }) {
                jobs[id] = words
            }
        }
        return jobs
    }

    private func absent(_ job: String, _ words: String?) -> RetrievalError {
        guard let words else {
            return RetrievalError(
                .httpStatus, "\(place.host) has no job \(job); its history ends with the server",
                httpStatus: 404)
        }
        return RetrievalError(
            .httpStatus, "the job \(job) is still \(words) at \(place.host)", httpStatus: 409)
    }

    /// In the order in which they were queued.
    private func history(
        _ selection: String, _ isStopped: @escaping @Sendable () -> Bool
    ) throws(RetrievalError) -> [ComfyUIJob] {
        let entries = try object("/history" + selection, isStopped)
        return entries.compactMap { ComfyUIJob(id: $0.key, $0.value) }
            .sorted { ($0.number, $0.id) < ($1.number, $1.id) }
    }

    private func object(
        _ path: String, _ isStopped: @escaping @Sendable () -> Bool
    ) throws(RetrievalError) -> [String: Any] {
        let value = try http.json(
            place.request(path, addresses: addresses), limit: Self.answerLimit,
            from: "a ComfyUI server", unless: isStopped)
        guard let object = value as? [String: Any] else {
            throw RetrievalError(
                .badAnswer, "\(place.host) answered \(path) unlike a ComfyUI server")
        }
        return object
    }

    private func listed(_ file: ComfyUIFile, _ job: ComfyUIJob) -> ListedSource? {
        guard let source = try? SourceURI("comfyui+\(place.whole)/?\(file.query)") else {
            return nil
        }
        var listed = ListedSource(source: source, path: source.mirror.path)
        listed.jobID = job.id
        listed.createdAt = job.endedAt
        return listed
    }
}
