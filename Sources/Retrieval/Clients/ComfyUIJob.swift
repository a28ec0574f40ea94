import Foundation

/// A job as the history tells it: `{prompt: [number, id, …], outputs: {node: {images: […]}},
/// status: {messages: [[event, {timestamp}], …]}}`. One that failed has what it had made by then.
struct ComfyUIJob {
    let id: String
    /// Grows from job to job.
    let number: Double
    /// Without temporary files, previews and videos, each once.
    let files: [ComfyUIFile]
    /// UTC milliseconds.
    let endedAt: Int64?

    private static let videos = ["mp4", "webm", "mkv", "mov", "avi", "m4v"]

    /// Nil for what is no such object.
    init?(id: String, _ entry: Any) {
        guard let entry = entry as? [String: Any] else { return nil }
        self.id = id
        number = (entry["prompt"] as? [Any])?.first as? Double ?? 0
        files = ComfyUIJob.files(entry["outputs"] as? [String: Any] ?? [:])
        let messages = (entry["status"] as? [String: Any])?["messages"] as? [[Any]] ?? []
        endedAt = (messages.last?.last as? [String: Any])?["timestamp"] as? Int64
    }

    /// By node, as the nodes are numbered.
    private static func files(_ outputs: [String: Any]) -> [ComfyUIFile] {
        let nodes = outputs.keys.sorted { ($0.count, $0) < ($1.count, $1) }
        var files: [ComfyUIFile] = []
        for node in nodes {
            let lists = outputs[node] as? [String: Any] ?? [:]
            // Some nodes list animations apart.
            for list in ["images", "gifs"] {
                for case let entry as [String: Any] in lists[list] as? [Any] ?? [] {
                    guard let name = entry["filename"] as? String, !name.isEmpty,
                        entry["type"] as? String == "output", !isVideo(name)
                    else { continue }
                    files.append(
                        ComfyUIFile(
                            name: name, subfolder: entry["subfolder"] as? String ?? "",
                            type: "output"))
                }
            }
        }
        return files
    }

    private static func isVideo(_ name: String) -> Bool {
        name.split(separator: ".").last.map { videos.contains($0.lowercased()) } ?? false
    }
}
