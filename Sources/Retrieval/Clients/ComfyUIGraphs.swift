import Foundation
import Synchronization

/// What ComfyUI's history says of a job that made files, for their metadata. The last few are kept:
/// the files of a job come one after another.
final class ComfyUIGraphs: Sendable {
    struct Entry: Sendable {
        /// `graph` and `workflow` as a JSON object.
        let json: String
        let endedAt: Int64?
    }

    private let known = Mutex<[(key: String, entry: Entry?)]>([])
    private static let most = 16

    /// Nil if the server no longer knows the job.
    func entry(
        of job: String, _ place: GeneratorPlace, _ http: HTTPClient, _ call: FetchOptions
    ) throws(RetrievalError) -> Entry? {
        let key = place.url + " " + job
        if let found = known.withLock({ $0.first { $0.key == key } }) { return found.entry }
        let request = place.request(
            "/history/\(percentEncoded(job))", addresses: call.addresses)
        var entry: Entry?
        do throws(RetrievalError) {
            let answer = try http.json(
                request, limit: 32 << 20, from: "a ComfyUI server", unless: call.isStopped)
            let object = answer as? [String: Any]
            entry = object?[job].flatMap { ComfyUIJob(id: job, $0) }.map(Entry.init)
        } catch {
            // The picture matters more than its graph: only errors that may be temporary are
            // retried.
            let mayPass = ![.badAnswer, .httpStatus].contains(error.kind)
            if mayPass || error.httpStatus ?? 0 >= 500 || error.httpStatus == 429 { throw error }
        }
        known.withLock { known in
            known.append((key, entry))
            if known.count > ComfyUIGraphs.most { known.removeFirst() }
        }
        return entry
    }
}

extension ComfyUIGraphs.Entry {
    init(_ job: ComfyUIJob) {
        json = jsonText("comfyui", ["graph": job.graph, "workflow": job.workflow])
        endedAt = job.endedAt
    }
}
