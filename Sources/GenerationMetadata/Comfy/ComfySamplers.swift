/// Finds the samplers that made a picture, from its output upwards.
enum ComfySamplers {
    private static let types: Set<String> = [
        "KSampler", "KSamplerAdvanced", "SamplerCustom", "SamplerCustomAdvanced",
    ]

    /// Inputs that lead to what guides a sampler rather than to what it works on.
    static let sideInputs: Set<String> = [
        "model", "clip", "vae", "positive", "negative", "conditioning", "guider", "sampler",
        "sigmas", "noise", "control_net",
    ]

    static func isSampler(_ node: ComfyGraph.Node) -> Bool {
        if types.contains(node.type) { return true }
        let inputs = node.inputs
        return inputs.has("latent_image") && inputs.has("steps")
            && (inputs.has("seed") || inputs.has("noise_seed"))
    }

    /// The samplers above the output that has most, the last pass first and the base pass last. A
    /// file does not say which output wrote it.
    static func chain(_ walk: inout ComfyWalk) -> [Int] {
        let words: [StaticString] = ["save", "preview"]
        for word in words {
            let outputs = walk.graph.nodes.indices.filter {
                ByteSearch.containsInAnyCase(word, in: walk.graph.nodes[$0].type)
            }
            let chain = longest(
                outputs.map { output in
                    ["images", "image"].compactMap { walk.graph.link(output, $0) }
                }, &walk)
            if !chain.isEmpty { return chain }
        }
        // No output is known: whatever samples is one.
        let samplers = walk.graph.nodes.indices.filter { isSampler(walk.graph.nodes[$0]) }
        return longest(samplers.map { [ComfyGraph.Link(node: $0, slot: 0)] }, &walk)
    }

    private static func longest(
        _ starts: [[ComfyGraph.Link]], _ walk: inout ComfyWalk
    ) -> [Int] {
        var longest: [Int] = []
        for start in starts where !start.isEmpty {
            let chain = samplers(above: start, &walk)
            if chain.count > longest.count { longest = chain }
            if walk.isExhausted { break }
        }
        return longest
    }

    private static func samplers(
        above starts: [ComfyGraph.Link], _ walk: inout ComfyWalk
    ) -> [Int] {
        var found: [Int] = []
        var visited: Set<Int> = []
        var stack = starts.reversed().map { (node: $0.node, depth: 0) }
        while let next = stack.popLast(), walk.step() {
            guard next.depth <= walk.limits.graphDepth, visited.insert(next.node).inserted,
                found.count < walk.limits.passes
            else { continue }
            var above: [Int] = []
            if isSampler(walk.graph.nodes[next.node]) {
                found.append(next.node)
                above = stageC(next.node, walk.graph)
            }
            for (name, link) in walk.links(next.node) where !sideInputs.contains(name) {
                above.append(link.node)
            }
            for node in above.reversed() { stack.append((node, next.depth + 1)) }
        }
        return found
    }

    /// Stable Cascade samples twice, and the first time, stage C, is what the prompt goes into. It
    /// hangs off the second one's conditioning.
    private static func stageC(_ sampler: Int, _ graph: ComfyGraph) -> [Int] {
        guard let positive = graph.link(sampler, "positive"),
            let stage = graph.link(positive.node, "stage_c")
        else { return [] }
        return [stage.node]
    }
}
