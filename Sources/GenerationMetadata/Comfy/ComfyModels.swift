/// What a sampler's model input leads to: checkpoints, LoRAs, hypernetworks.
struct ComfyModels {
    private(set) var models: [ModelReference] = []
    private(set) var loras: [LoRA] = []
    private var visited: Set<Int> = []

    private static let limit = 256

    mutating func follow(_ link: ComfyGraph.Link?, in walk: inout ComfyWalk) {
        guard let link else { return }
        follow(link.node, walk.limits.graphDepth, &walk)
    }

    private mutating func follow(_ node: Int, _ depth: Int, _ walk: inout ComfyWalk) {
        guard depth > 0, visited.insert(node).inserted, walk.step() else { return }
        collectLoRAs(node, &walk)
        let links = walk.links(node)
        for (name, link) in links where name.hasPrefix("lora_stack") {
            follow(link.node, depth - 1, &walk)
        }
        let checkpoint = ComfyScalars.text(
            node, "ckpt_name", "unet_name", "model_name", "base_ckpt_name", in: &walk)
        if let checkpoint {
            add(ModelReference(checkpoint))
            return
        }
        if let name = ComfyScalars.text(node, "hypernetwork_name", in: &walk) {
            let weight = ComfyScalars.text(node, "strength", in: &walk)
            add(ModelReference(name, role: .hypernetwork, weight: weight))
        }
        let onward = links.filter { $0.name.hasPrefix("model") }
        if !onward.isEmpty {
            for next in onward { follow(next.link.node, depth - 1, &walk) }
        } else if links.count == 1 {
            follow(links[0].link.node, depth - 1, &walk)
        }
    }

    private mutating func add(_ model: ModelReference?) {
        guard let model, models.count < Self.limit, !models.contains(model) else { return }
        models.append(model)
    }

    private mutating func add(_ lora: LoRA?) {
        // A weight of 0 is how people switch one off.
        guard let lora, lora.weight?.value != 0, loras.count < Self.limit else { return }
        loras.append(lora)
    }

    private mutating func collectLoRAs(_ node: Int, _ walk: inout ComfyWalk) {
        if let name = ComfyScalars.text(node, "lora_name", in: &walk) {
            let weight = ComfyScalars.text(
                node, "strength_model", "lora_model_strength", "strength", in: &walk)
            add(LoRA(name, weight: weight, source: .graph))
        }
        for member in walk.graph.nodes[node].inputs.members.prefix(512)
        where member.key.hasPrefix("lora_") {
            // rgthree's Power Lora Loader: `lora_1: {on, lora, strength}`.
            if let row = member.value.object {
                guard row["on"]?.isTrue ?? false else { continue }
                add(LoRA(row.text("lora"), weight: row.text("strength"), source: .graph))
            } else if member.key.hasPrefix("lora_name_") {
                collectStacked(node, String(member.key.dropFirst(10)), &walk)
            }
        }
    }

    /// One row of a LoRA stack, whose makers agree on the names alone.
    private mutating func collectStacked(
        _ node: Int, _ number: String, _ walk: inout ComfyWalk
    ) {
        let inputs = walk.graph.nodes[node].inputs
        if inputs.text("switch_" + number)?.lowercased() == "off" { return }
        if let count = inputs.text("lora_count").flatMap(Int.init),
            let number = Int(number), number > count
        {
            return
        }
        let weight = ComfyScalars.text(
            node, "model_weight_" + number, "lora_wt_" + number, "model_str_" + number,
            "strength_" + number, in: &walk)
        add(LoRA(inputs.text("lora_name_" + number), weight: weight, source: .graph))
    }
}
