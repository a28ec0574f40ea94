/// The files that a graph loads: `LoadImage` and its kin.
enum ComfyImages {
    private static let limit = 16

    static func names(above start: ComfyGraph.Link, _ walk: inout ComfyWalk) -> [String] {
        var names: [String] = []
        var visited: Set<Int> = []
        var stack = [(node: start.node, depth: 0)]
        while let next = stack.popLast(), names.count < limit, walk.step() {
            guard next.depth <= walk.limits.graphDepth, visited.insert(next.node).inserted else {
                continue
            }
            // What another sampler made is its own matter.
            if ComfySamplers.isSampler(walk.graph.nodes[next.node]) { continue }
            if let name = name(walk.graph.nodes[next.node]) {
                names.append(name)
                continue
            }
            for (name, link) in walk.links(next.node).reversed()
            where !ComfySamplers.sideInputs.contains(name) {
                stack.append((link.node, next.depth + 1))
            }
        }
        return names
    }

    static func name(_ node: ComfyGraph.Node) -> String? {
        guard node.type.hasPrefix("LoadImage") || ByteSearch.contains("Load Image", in: node.type)
        else {
            return nil
        }
        return node.inputs["image"]?.string
    }
}
