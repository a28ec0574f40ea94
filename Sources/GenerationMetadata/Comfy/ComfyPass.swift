/// One sampler of a graph, and all that its inputs lead to.
struct ComfyPass {
    private(set) var pass = SamplingPass()
    private(set) var positive = ComfyConditioning(isNegative: false)
    private(set) var negative = ComfyConditioning(isNegative: true)
    private(set) var models = ComfyModels()

    init(_ node: Int, _ walk: inout ComfyWalk) {
        pass.node = walk.graph.nodes[node].id
        readOwn(node, &walk)
        readSampler(node, &walk)
        readSigmas(node, &walk)
        if let guider = walk.graph.link(node, "guider") {
            readGuider(guider.node, 12, &walk)
        } else {
            positive.follow(walk.graph.link(node, "positive"), in: &walk)
            negative.follow(walk.graph.link(node, "negative"), in: &walk)
            models.follow(walk.graph.link(node, "model"), in: &walk)
        }
        finish()
    }

    private mutating func readOwn(_ node: Int, _ walk: inout ComfyWalk) {
        var seed = ComfyScalars.text(node, "seed", "noise_seed", in: &walk)
        if seed == nil, let noise = walk.graph.link(node, "noise") {
            seed = ComfyScalars.text(noise.node, "noise_seed", "seed", in: &walk)
        }
        pass.seed = GenerationRecord.seed(seed)
        pass.steps = WrittenNumber(ComfyScalars.text(node, "steps", in: &walk))
        pass.cfg = WrittenNumber(ComfyScalars.text(node, "cfg", in: &walk))
        pass.sampler = ComfyScalars.text(node, "sampler_name", in: &walk)
        pass.scheduler = ComfyScalars.text(node, "scheduler", in: &walk)
        pass.denoise = WrittenNumber(ComfyScalars.text(node, "denoise", in: &walk))
    }

    /// A sampler's node is known by its name input, or by what it is.
    private mutating func readSampler(_ node: Int, _ walk: inout ComfyWalk) {
        guard pass.sampler == nil, let link = walk.graph.link(node, "sampler") else { return }
        pass.sampler =
            ComfyScalars.text(link.node, "sampler_name", in: &walk)
            ?? walk.graph.nodes[link.node].type
    }

    private mutating func readSigmas(_ node: Int, _ walk: inout ComfyWalk) {
        var next = walk.graph.link(node, "sigmas")
        for _ in 0..<12 {
            guard let link = next, walk.step() else { return }
            let steps = WrittenNumber(ComfyScalars.text(link.node, "steps", in: &walk))
            let denoise = WrittenNumber(ComfyScalars.text(link.node, "denoise", in: &walk))
            pass.steps = pass.steps ?? steps
            pass.denoise = pass.denoise ?? denoise
            // Splitters and the like pass sigmas on.
            guard let onward = walk.graph.link(link.node, "sigmas") else {
                pass.scheduler =
                    ComfyScalars.text(link.node, "scheduler", in: &walk)
                    ?? walk.graph.nodes[link.node].type
                return
            }
            next = onward
        }
    }

    /// CFGGuider, BasicGuider, DualCFGGuider, and what only passes one on.
    private mutating func readGuider(_ node: Int, _ depth: Int, _ walk: inout ComfyWalk) {
        let graph = walk.graph
        let cfg = ComfyScalars.text(node, "cfg", "cfg_conds", in: &walk)
        pass.cfg = pass.cfg ?? WrittenNumber(cfg)
        for name in ["positive", "conditioning", "cond1", "cond2"] {
            positive.follow(graph.link(node, name), in: &walk)
        }
        negative.follow(graph.link(node, "negative"), in: &walk)
        models.follow(graph.link(node, "model"), in: &walk)
        let links = walk.links(node)
        if links.count == 1, depth > 0, walk.step(), graph.link(node, "model") == nil {
            readGuider(links[0].link.node, depth - 1, &walk)
        }
    }

    private mutating func finish() {
        pass.prompt = Self.joined(positive.pieces)
        pass.negative = Self.joined(negative.pieces)
        pass.guidance = WrittenNumber(positive.guidance)
        pass.models = models.models.filter { $0.role == .checkpoint }.map(\.name)
    }

    private static func joined(_ pieces: [ComfyConditioning.Piece]) -> String? {
        pieces.map(\.text).joined(separator: "\n").trimmedOrNil
    }
}
