/// Numbers and names of a node: written there, or at the end of a link.
enum ComfyScalars {
    private static let depthLimit = 12
    private static let valueNames = [
        "value", "Value", "seed", "noise_seed", "int", "float", "number",
    ]

    static func text(_ node: Int, _ names: String..., in walk: inout ComfyWalk) -> String? {
        for name in names {
            if let text = text(node, name, depthLimit, &walk) { return text }
        }
        return nil
    }

    private static func text(
        _ node: Int, _ name: String, _ depth: Int, _ walk: inout ComfyWalk
    ) -> String? {
        guard let value = walk.graph.nodes[node].inputs[name] else { return nil }
        guard let link = walk.graph.link(value) else { return value.scalarText }
        guard depth > 0, walk.step() else { return nil }
        let source = walk.graph.nodes[link.node]
        for name in [name] + valueNames where source.inputs.has(name) {
            return text(link.node, name, depth - 1, &walk)
        }
        // A reroute or a switch has one way in.
        let links = walk.links(link.node)
        guard links.count == 1 else { return nil }
        return text(link.node, links[0].name, depth - 1, &walk)
    }
}
