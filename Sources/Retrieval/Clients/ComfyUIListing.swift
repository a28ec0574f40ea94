import Foundation

/// The pictures in ComfyUI's history, or those of one job. The server loses its history when it
/// stops, and keeps 10,000 jobs.
package struct ComfyUIListing: SourceListing {
    private let http: HTTPClient
    private let place: GeneratorPlace
    private let job: String?
    private let addresses: AddressRule
    private let wishes: ListingWishes

    /// This many jobs are small enough: each comes with its whole graph.
    private static let pageSize = 50
    /// When the history is full, each new job removes the first one, and all others move up.
    private static let overlap = 5
    private static let answerLimit = 256 << 20
    /// The pause between two requests for a job that has not ended, if the run waits.
    private static let jobMilliseconds: Int64 = 2000

    /// - Parameters:
    ///   - base: `http://localhost:8188`
    ///   - job: a prompt's id; nil for all.
    /// - Throws: `unsupported` for an address that is not http or https.
    package init(
        base: String, job: String?, http: HTTPClient, addresses: AddressRule,
        wishes: ListingWishes = ListingWishes()
    ) throws(RetrievalError) {
        self.http = http
        place = try GeneratorPlace(base)
        self.job = job
        self.addresses = addresses
        self.wishes = wishes
    }

    /// The oldest first. A file that several jobs name is listed once, with the one that made it:
    /// names are used again when the folder was emptied, and only the newest bytes are there.
    /// - Throws: for one job 404 where the server does not know it, 409 while it has not ended.
    package func forEachPage(
        unless isStopped: @escaping @Sendable () -> Bool,
        _ take: ([ListedSource]) throws -> Void
    ) throws {
        guard let job else {
            _ = try probe(isStopped)
            return try hand(out: all(isStopped), take)
        }
        while true {
            let waiting = try probe(isStopped)
            let jobs = try history("/\(percentEncoded(job))", isStopped).jobs
            if !jobs.isEmpty { return try hand(out: jobs, take) }
            guard waiting[job] != nil, let retry = http.retry, retry.waits else {
                throw absent(job, waiting[job])
            }
            retry.pause(retry.now() + Self.jobMilliseconds, isStopped)
            if isStopped() { throw RetrievalError(.stopped, "stopped") }
        }
    }

    private func all(
        _ isStopped: @escaping @Sendable () -> Bool
    ) throws(RetrievalError) -> [Made] {
        var known: Set<String> = []
        var made: [Made] = []
        var offset = 0
        while true {
            let (jobs, count) = try page(at: offset, isStopped)
            let fresh = jobs.filter { known.insert($0.id).inserted }
            made += fresh
            // Fewer jobs than asked for are the last; more are all, from a server without pages.
            if count != Self.pageSize || fresh.isEmpty { return made }
            offset += Self.pageSize - Self.overlap
        }
    }

    /// If a page cannot be read its jobs are requested one by one: one invalid job does not hide
    /// the others, and is reported in the listing.
    private func page(
        at offset: Int, _ isStopped: @escaping @Sendable () -> Bool
    ) throws(RetrievalError) -> (jobs: [Made], count: Int) {
        let page = "?max_items=\(Self.pageSize)&offset=\(offset)"
        do throws(RetrievalError) {
            return try history(page, mayBeOdd: true, isStopped)
        } catch {
            guard error.kind == .badAnswer else { throw error }
            var jobs: [Made] = []
            var (count, isAnyReadable) = (0, false)
            func selection(_ index: Int) -> String { "?max_items=1&offset=\(index)" }
            for index in offset..<(offset + Self.pageSize) {
                do throws(RetrievalError) {
                    let one = try history(selection(index), mayBeOdd: true, isStopped)
                    if one.count == 0 { break }
                    isAnyReadable = true
                    jobs += one.jobs
                } catch {
                    guard error.kind == .badAnswer else { throw error }
                    jobs.append(Made(id: selection(index), call: selection(index), problem: error))
                }
                count += 1
            }
            // Past all that can be read there would be no end.
            guard isAnyReadable || offset > 0 && count < Self.pageSize else {
                return try history(page, mayBeOdd: false, isStopped)
            }
            return (jobs, count)
        }
    }

    /// What is kept of a job while all are collected: not its graph.
    private struct Made {
        let id: String
        let endedAt: Int64?
        let files: [ComfyUIFile]
        let cached: Set<ComfyUIFile>
        /// The call that gives a job that cannot be read, and why.
        var problem: (call: String, error: RetrievalError)?

        init(_ job: ComfyUIJob) {
            (id, endedAt, files, cached) = (job.id, job.endedAt, job.files, job.cached)
        }

        init(id: String, call: String, problem error: RetrievalError) {
            self.id = id
            (endedAt, files, cached) = (nil, [], [])
            problem = (call, error)
        }
    }

    private func hand(out jobs: [Made], _ take: ([ListedSource]) throws -> Void) throws {
        var maker: [ComfyUIFile: Int] = [:]
        for (index, job) in jobs.enumerated() {
            for file in job.files where maker[file] == nil || !job.cached.contains(file) {
                maker[file] = index
            }
        }
        var page: [ListedSource] = []
        for (index, job) in jobs.enumerated() {
            if let (call, error) = job.problem { page += unreadable(call, error) }
            page += job.files.filter { maker[$0] == index && isWished($0) }
                .compactMap { listed($0, job) }
            if page.count >= 500 || index == jobs.count - 1, !page.isEmpty {
                try take(page)
                page = []
            }
        }
    }

    /// Counts what is not.
    private func isWished(_ file: ComfyUIFile) -> Bool {
        if file.type != "output", !(wishes.intermediates && file.type == "temp") {
            if file.type == "temp" { wishes.tally.add(intermediates: 1) }
            return false
        }
        if isVideoName(file.name), !wishes.videos {
            wishes.tally.add(videos: 1)
            return false
        }
        return true
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
            guard let entries = queue[field] as? [Any] else {
                throw RetrievalError(
                    .badAnswer, "there is no ComfyUI server at \(place.host): its queue has no jobs"
                )
            }
            // [number, id, graph, …]
            for case let entry as [Any] in entries where entry.count > 1 {
                if let id = entry[1] as? String { jobs[id] = words }
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

    /// In the order in which they were queued; and how many entries the answer had.
    private func history(
        _ selection: String, mayBeOdd: Bool = false,
        _ isStopped: @escaping @Sendable () -> Bool
    ) throws(RetrievalError) -> (jobs: [Made], count: Int) {
        let entries = try object("/history" + selection, mayBeOdd: mayBeOdd, isStopped)
        let jobs = entries.compactMap { ComfyUIJob(id: $0.key, $0.value) }
            .sorted { ($0.number, $0.id) < ($1.number, $1.id) }
        let odd = Set(entries.keys).subtracting(jobs.map(\.id)).sorted().map { id in
            let error = RetrievalError(
                .badAnswer, "\(place.host) tells of the job \(id) unlike a ComfyUI server")
            return Made(id: id, call: "/" + percentEncoded(id), problem: error)
        }
        return (jobs.map { Made($0) } + odd, entries.count)
    }

    /// The entry in the listing for a job that cannot be read.
    private func unreadable(_ call: String, _ error: RetrievalError) -> [ListedSource] {
        let text = "comfyui+\(place.whole)/history" + call
        guard let source = try? SourceURI(text) else { return [] }
        var listed = ListedSource(source: source, path: source.mirror.path)
        listed.problem = error
        return [listed]
    }

    private func object(
        _ path: String, mayBeOdd: Bool = false, _ isStopped: @escaping @Sendable () -> Bool
    ) throws(RetrievalError) -> [String: Any] {
        let value = try http.json(
            place.request(path, addresses: addresses), limit: Self.answerLimit,
            from: "a ComfyUI server", mayBeOdd: mayBeOdd, unless: isStopped)
        guard let object = value as? [String: Any] else {
            throw RetrievalError(
                .badAnswer, "\(place.host) answered \(path) unlike a ComfyUI server")
        }
        return object
    }

    private func listed(_ file: ComfyUIFile, _ job: Made) -> ListedSource? {
        guard let source = try? SourceURI("comfyui+\(place.whole)/?\(file.query)") else {
            return nil
        }
        var listed = ListedSource(source: source, path: source.mirror.path)
        listed.jobID = job.id
        listed.variant = job.id
        listed.createdAt = job.endedAt
        return listed
    }
}
