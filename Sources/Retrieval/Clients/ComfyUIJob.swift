import Foundation

/// A job as the history tells it: `{prompt: [number, id, graph, extra, …], outputs: {node:
/// {images: […]}}, status: {messages: [[event, {timestamp}], …]}}`. One that failed has what it
/// had made by then.
struct ComfyUIJob {
    let id: String
    /// Grows from job to job.
    let number: Double
    /// All that it names, each once.
    let files: [ComfyUIFile]
    /// Those of `files` that an earlier job made: their nodes did not run again.
    let cached: Set<ComfyUIFile>
    /// UTC milliseconds.
    let endedAt: Int64?
    /// What it ran, and the workflow of the page that it came from; nil where it does not say.
    let graph, workflow: Any?

    /// Nil for what is no such object.
    init?(id: String, _ entry: Any) {
        guard let entry = entry as? [String: Any] else { return nil }
        self.id = id
        let prompt = entry["prompt"] as? [Any] ?? []
        number = (prompt.first as? NSNumber)?.doubleValue ?? 0
        graph = prompt.count > 2 ? prompt[2] as? [String: Any] : nil
        let extra = prompt.count > 3 ? prompt[3] as? [String: Any] : nil
        workflow = (extra?["extra_pnginfo"] as? [String: Any])?["workflow"]
        let messages = ComfyUIJob.messages(entry)
        endedAt = messages.compactMap { $0.details["timestamp"] as? NSNumber }.last
            .flatMap(ComfyUIJob.time)
        let idle = Set(
            messages.filter { $0.event == "execution_cached" }
                .flatMap { $0.details["nodes"] as? [Any] ?? [] }.compactMap { $0 as? String })
        let outputs = entry["outputs"] as? [String: Any] ?? [:]
        var files: [ComfyUIFile] = []
        var cached: Set<ComfyUIFile> = []
        // By node, as the nodes are numbered.
        for node in outputs.keys.sorted(by: { ($0.count, $0) < ($1.count, $1) }) {
            let own = ComfyUIJob.files(outputs[node] as? [String: Any] ?? [:])
            files += own
            if idle.contains(node) { cached.formUnion(own) }
        }
        self.files = files
        self.cached = cached
    }

    /// UTC milliseconds; nil for what is no moment between 1970 and the year 9999.
    private static func time(_ number: NSNumber) -> Int64? {
        let value = number.doubleValue
        return value >= 0 && value < 253_402_300_800_000 ? Int64(value) : nil
    }

    private static func messages(
        _ entry: [String: Any]
    ) -> [(event: String, details: [String: Any])] {
        let messages = (entry["status"] as? [String: Any])?["messages"] as? [Any] ?? []
        return messages.compactMap { message in
            guard let message = message as? [Any], let event = message.first as? String,
                let details = message.last as? [String: Any]
            else { return nil }
            return (event, details)
        }
    }

    private static func files(_ lists: [String: Any]) -> [ComfyUIFile] {
        var files: [ComfyUIFile] = []
        // Some nodes list animations and videos apart.
        for list in ["images", "gifs", "video", "videos"] {
            for case let entry as [String: Any] in lists[list] as? [Any] ?? [] {
                guard let name = entry["filename"] as? String,
                    let type = entry["type"] as? String
                else { continue }
                let file = ComfyUIFile(
                    name: name, subfolder: entry["subfolder"] as? String ?? "", type: type)
                if file.isNamed, !files.contains(file) { files.append(file) }
            }
        }
        return files
    }
}
