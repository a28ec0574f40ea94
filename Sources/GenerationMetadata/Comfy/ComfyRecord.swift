/// The record of a graph: its base pass for a headline, all passes behind it.
enum ComfyRecord {
    static func record(
        of graph: ComfyGraph, slot: String, limits: MetadataLimits
    ) -> GenerationRecord {
        var walk = ComfyWalk(graph, limits: limits)
        var record = GenerationRecord(.comfyUI, slot: slot, confidence: .graph)
        let chain = ComfySamplers.chain(&walk)
        let passes = chain.map { ComfyPass($0, &walk) }
        record.passes = passes.map(\.pass)
        if let base = passes.last, let node = chain.last {
            fill(&record, base, prompted: passes.last { $0.pass.prompt != nil })
            fillLatent(&record, node, &walk)
            for pass in passes.reversed() { fillModels(&record, pass) }
            record.models =
                record.models.filter { $0.role == .checkpoint }
                + record.models.filter { $0.role != .checkpoint }
            fillVAE(&record, chain[0], &walk)
        }
        if record.prompt == nil, record.negative == nil { ComfyFlatScan.fill(&record, graph) }
        if walk.isExhausted {
            record.problems.append(
                "the ComfyUI graph takes more than \(limits.graphSteps) steps to follow")
        }
        return record
    }

    private static func fill(
        _ record: inout GenerationRecord, _ base: ComfyPass, prompted: ComfyPass?
    ) {
        let pass = base.pass
        record.seed = pass.seed
        record.steps = pass.steps
        record.cfg = pass.cfg
        record.sampler = pass.sampler
        record.scheduler = pass.scheduler
        record.denoise = pass.denoise
        let text = prompted ?? base
        record.prompt = text.pass.prompt
        record.negative = text.pass.negative
        record.guidance = text.pass.guidance
        record.clipSkip = WrittenNumber(text.positive.clipSkip)
        for (conditioning, isNegative) in [(text.positive, false), (text.negative, true)]
        where conditioning.pieces.count > 1 {
            for piece in conditioning.pieces {
                record.add(PromptPart(piece.role, piece.text, isNegative: isNegative))
            }
        }
    }

    private static func fillLatent(
        _ record: inout GenerationRecord, _ node: Int, _ walk: inout ComfyWalk
    ) {
        let latent = ComfyLatent(above: walk.graph.link(node, "latent_image"), &walk)
        if let size = latent.size { (record.width, record.height) = size }
        for image in latent.images { record.add(SourceImage(image, .initial)) }
    }

    private static func fillModels(_ record: inout GenerationRecord, _ pass: ComfyPass) {
        for model in pass.models.models + pass.positive.models + pass.negative.models {
            record.add(model)
        }
        for lora in pass.models.loras where !record.loras.contains(lora) { record.add(lora) }
        for image in pass.positive.images + pass.negative.images { record.add(image) }
    }

    /// The decoder stands between the last sampler and the output.
    private static func fillVAE(
        _ record: inout GenerationRecord, _ sampler: Int, _ walk: inout ComfyWalk
    ) {
        for node in walk.graph.nodes.indices {
            guard ByteSearch.contains("Decode", in: walk.graph.nodes[node].type),
                walk.graph.link(node, "samples")?.node == sampler,
                let vae = walk.graph.link(node, "vae"), walk.step()
            else { continue }
            record.add(
                ModelReference(
                    ComfyScalars.text(vae.node, "vae_name", in: &walk), role: .vae))
            return
        }
    }
}
