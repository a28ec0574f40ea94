import Foundation

/// What a `ComfyUIServer` knows and how it behaves.
package struct ComfyUIState: Sendable {
    package var jobs: [ComfyUIJob] = []
    package var files: [ComfyUIPlace: HalfWritten] = [:]
    /// Whether `/api/jobs` exists; version 0.3.64 answers 404.
    package var hasJobs = false
}

/// Where a file lies on the server.
package struct ComfyUIPlace: Hashable, Sendable {
    package enum Kind: String, Sendable { case output, input, temp }

    package var filename: String
    package var subfolder: String
    package var kind: Kind

    package init(_ filename: String, subfolder: String = "", kind: Kind = .output) {
        self.filename = filename
        self.subfolder = subfolder
        self.kind = kind
    }
}

/// A run of a graph; the history has those that ended, the queue the others.
package struct ComfyUIJob: Sendable {
    package enum Status: Sendable { case pending, running, success, error }

    package struct Output: Sendable {
        /// Some nodes list animations apart from still pictures.
        package enum List: String, Sendable { case images, gifs }

        package var node: String
        package var list: List
        package var place: ComfyUIPlace

        package init(_ place: ComfyUIPlace, node: String = "9", list: List = .images) {
            self.node = node
            self.list = list
            self.place = place
        }
    }

    package var id: String
    package var number: Int
    package var status: Status
    package var outputs: [Output]
    /// The graph as JSON text.
    package var graph: String
    /// Milliseconds since 1970.
    package var createdAt: Int
    /// Nodes that did not run again, because nothing before them had changed.
    package var cachedNodes: [String] = []
    /// What the page that sent the job added; as JSON text.
    package var extra = "{}"

    package init(
        id: String, number: Int, status: Status = .success, outputs: [Output] = [],
        graph: String = "{}", createdAt: Int? = nil
    ) {
        self.id = id
        self.number = number
        self.status = status
        self.outputs = outputs
        self.graph = graph
        self.createdAt = createdAt ?? 1_760_000_000_000 + number * 60_000
    }

    var hasEnded: Bool { status == .success || status == .error }

    /// Number, id, graph, extra data and the nodes whose outputs were asked for.
    var prompt: [Any] {
        let nodes = Array(Set(outputs.map(\.node))).sorted()
        var extra = jsonValue(extra) as? [String: Any] ?? [:]
        extra["create_time"] = createdAt
        return [number, id, jsonValue(graph), extra, nodes]
    }

    var outputsByNode: [String: [String: [[String: String]]]] {
        var nodes: [String: [String: [[String: String]]]] = [:]
        for output in outputs {
            let file = [
                "filename": output.place.filename, "subfolder": output.place.subfolder,
                "type": output.place.kind.rawValue,
            ]
            nodes[output.node, default: [:]][output.list.rawValue, default: []].append(file)
        }
        return nodes
    }

    /// The job as the history tells it.
    var historyEntry: [String: Any] {
        let isGood = status == .success
        let end = isGood ? "execution_success" : "execution_error"
        var messages: [[Any]] = ["execution_start", end].enumerated().map { index, event in
            let details: [String: Any] = [
                "prompt_id": id, "timestamp": createdAt + 1000 * (index + 1),
            ]
            return [event, details]
        }
        if !cachedNodes.isEmpty {
            let details: [String: Any] = ["nodes": cachedNodes, "prompt_id": id]
            messages.insert(["execution_cached", details], at: 1)
        }
        return [
            "prompt": prompt, "outputs": outputsByNode, "meta": [String: Any](),
            "status": [
                "status_str": isGood ? "success" : "error", "completed": isGood,
                "messages": messages,
            ] as [String: Any],
        ]
    }
}
