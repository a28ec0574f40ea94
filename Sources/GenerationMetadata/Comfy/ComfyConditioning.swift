/// What a sampler's positive or negative input leads to: texts, and what was mixed in on the way.
struct ComfyConditioning {
    struct Piece: Equatable {
        let role: PromptPart.Role
        let text: String
    }

    private(set) var pieces: [Piece] = []
    private(set) var guidance: String?
    private(set) var clipSkip: String?
    private(set) var models: [ModelReference] = []
    private(set) var images: [SourceImage] = []

    private let isNegative: Bool
    private var visited: Set<ComfyGraph.Link> = []

    /// Inputs that hold a text, and which encoder each is for.
    private static let textInputs: [(name: String, role: PromptPart.Role)] = [
        ("text", .region), ("text_g", .clipG), ("text_l", .clipL), ("clip_g", .clipG),
        ("clip_l", .clipL), ("t5xxl", .t5), ("prompt", .region), ("Text", .region),
        ("prompt_text", .region),
    ]

    private static let pieceLimit = 256

    init(isNegative: Bool) { self.isNegative = isNegative }

    mutating func follow(_ link: ComfyGraph.Link?, in walk: inout ComfyWalk) {
        guard let link else { return }
        follow(link, walk.limits.graphDepth, &walk)
    }

    private mutating func follow(
        _ link: ComfyGraph.Link, _ depth: Int, _ walk: inout ComfyWalk
    ) {
        guard depth > 0, visited.insert(link).inserted, walk.step() else { return }
        let node = walk.graph.nodes[link.node]
        // Flux and SD3 graphs make an empty negative out of the positive one.
        if node.type == "ConditioningZeroOut" { return }
        if guidance == nil, node.inputs.has("guidance") {
            guidance = ComfyScalars.text(link.node, "guidance", in: &walk)
        }
        collectControls(link.node, &walk)
        if collectTexts(link.node, &walk) { return }
        for next in onward(from: link, &walk) { follow(next, depth - 1, &walk) }
    }

    private func onward(
        from link: ComfyGraph.Link, _ walk: inout ComfyWalk
    ) -> [ComfyGraph.Link] {
        let links = walk.links(link.node)
        let positive = links.first { $0.name == "positive" }?.link
        let negative = links.first { $0.name == "negative" }?.link
        if let positive, let negative { return [link.slot == 1 ? negative : positive] }
        let conditioning = links.filter { $0.name.hasPrefix("cond") }.map(\.link)
        if !conditioning.isEmpty { return conditioning }
        if let one = positive ?? negative { return [one] }
        return links.count == 1 ? [links[0].link] : []
    }

    /// True when the node encodes texts, where the walk ends.
    private mutating func collectTexts(_ index: Int, _ walk: inout ComfyWalk) -> Bool {
        let inputs = walk.graph.nodes[index].inputs
        var found = false
        // A wildcard's template stands beside what it became.
        let filled = ComfyStrings.text(inputs["populated_text"], in: &walk)
        if let filled, !filled.isEmpty {
            add(.region, filled, &walk)
            found = true
        } else {
            for (name, role) in Self.textInputs where inputs.has(name) {
                guard let text = ComfyStrings.text(inputs[name], in: &walk) else { continue }
                add(role, text, &walk)
                found = true
            }
        }
        // Loaders that hold both prompts as texts.
        if !found, let text = inputs[isNegative ? "negative" : "positive"]?.string {
            add(.region, text, &walk)
            found = true
        }
        if found { findClipSkip(index, &walk) }
        return found
    }

    private mutating func add(
        _ role: PromptPart.Role, _ text: String, _ walk: inout ComfyWalk
    ) {
        guard walk.mayCopy(text), let text = text.trimmedOrNil, pieces.count < Self.pieceLimit,
            !pieces.contains(where: { $0.text == text })
        else { return }
        pieces.append(Piece(role: role, text: text))
    }

    private mutating func collectControls(_ index: Int, _ walk: inout ComfyWalk) {
        let links = walk.links(index)
        if let control = links.first(where: { $0.name == "control_net" })?.link {
            let name = ComfyScalars.text(control.node, "control_net_name", in: &walk)
            let weight = ComfyScalars.text(index, "strength", in: &walk)
            add(ModelReference(name, role: .controlNet, weight: weight))
        }
        if let style = links.first(where: { $0.name == "style_model" })?.link {
            let name = ComfyScalars.text(style.node, "style_model_name", in: &walk)
            add(ModelReference(name, role: .styleModel))
        }
        for (name, link) in links
        where name.hasPrefix("image") || name.hasPrefix("latent") || name == "pixels"
            || name.hasPrefix("clip_vision_output") || name.hasPrefix("reference")
        {
            for image in ComfyImages.names(above: link, &walk) where images.count < 64 {
                if let image = SourceImage(image, .reference), !images.contains(image) {
                    images.append(image)
                }
            }
        }
    }

    private mutating func add(_ model: ModelReference?) {
        guard let model, models.count < 64, !models.contains(model) else { return }
        models.append(model)
    }

    /// CLIPSetLastLayer counts from the end, in negative numbers.
    private mutating func findClipSkip(_ index: Int, _ walk: inout ComfyWalk) {
        var next = walk.graph.link(index, "clip")
        for _ in 0..<12 {
            guard clipSkip == nil, let link = next, walk.step() else { return }
            if let layer = ComfyScalars.text(link.node, "stop_at_clip_layer", in: &walk) {
                clipSkip = layer.hasPrefix("-") ? String(layer.dropFirst()) : layer
            }
            next = walk.graph.link(link.node, "clip")
        }
    }
}
