/// Where a sampler's latent picture comes from: an empty one of a size, or files.
struct ComfyLatent {
    private(set) var size: (width: Int, height: Int)?
    private(set) var images: [String] = []

    init(above start: ComfyGraph.Link?, _ walk: inout ComfyWalk) {
        guard let start else { return }
        var visited: Set<Int> = []
        var stack = [(node: start.node, depth: 0)]
        while let next = stack.popLast(), size == nil, images.isEmpty, walk.step() {
            guard next.depth <= walk.limits.graphDepth, visited.insert(next.node).inserted else {
                continue
            }
            if isEmpty(walk.graph.nodes[next.node]) {
                // Its sides may be measured on a picture, which is not changed by that.
                size = emptySize(next.node, &walk)
                return
            }
            for name in ["pixels", "image", "images"] {
                if let link = walk.graph.link(next.node, name) {
                    images = ComfyImages.names(above: link, &walk)
                    if !images.isEmpty { return }
                }
            }
            for (name, link) in walk.links(next.node).reversed()
            where !ComfySamplers.sideInputs.contains(name) {
                stack.append((link.node, next.depth + 1))
            }
        }
    }

    private func isEmpty(_ node: ComfyGraph.Node) -> Bool {
        ByteSearch.contains("Empty", in: node.type) || node.inputs.has("empty_latent_width")
    }

    /// `Empty…Latent…` with two sides, which may be links, or with one text for both.
    private func emptySize(
        _ node: Int, _ walk: inout ComfyWalk
    ) -> (width: Int, height: Int)? {
        if let text = walk.graph.nodes[node].inputs["dimensions"]?.string {
            return WrittenSize.parse(text)
        }
        let width = ComfyScalars.text(node, "width", "empty_latent_width", in: &walk)
        let height = ComfyScalars.text(node, "height", "empty_latent_height", in: &walk)
        guard let width = WrittenSize.side(width), let height = WrittenSize.side(height) else {
            return nil
        }
        return (width, height)
    }
}
