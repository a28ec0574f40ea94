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
            if let size = emptySize(next.node, &walk) {
                self.size = size
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

    /// `Empty…Latent…` with two sides, which may be links, or with one text for both.
    private func emptySize(
        _ node: Int, _ walk: inout ComfyWalk
    ) -> (width: Int, height: Int)? {
        let type = walk.graph.nodes[node].type
        let inputs = walk.graph.nodes[node].inputs
        guard ByteSearch.contains("Empty", in: type) || inputs.has("empty_latent_width") else {
            return nil
        }
        if let text = inputs["dimensions"]?.string { return WrittenSize.parse(text) }
        let width = ComfyScalars.text(node, "width", "empty_latent_width", in: &walk)
        let height = ComfyScalars.text(node, "height", "empty_latent_height", in: &walk)
        guard let width = WrittenSize.side(width), let height = WrittenSize.side(height) else {
            return nil
        }
        return (width, height)
    }
}
