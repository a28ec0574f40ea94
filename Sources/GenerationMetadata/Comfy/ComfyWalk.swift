/// A graph and what may still be spent on following its links. All walks over one graph share one
/// budget, so that cycles and fans end.
struct ComfyWalk {
    let graph: ComfyGraph
    let limits: MetadataLimits
    private var stepsLeft: Int
    private var textBytesLeft: Int

    init(_ graph: ComfyGraph, limits: MetadataLimits) {
        self.graph = graph
        self.limits = limits
        stepsLeft = limits.graphSteps
        textBytesLeft = limits.graphTextBytes
    }

    var isExhausted: Bool { stepsLeft <= 0 }

    /// False when the budget is spent.
    mutating func step() -> Bool {
        stepsLeft -= 1
        return stepsLeft > 0
    }

    /// All links into a node, in the order of its inputs. Looking at each input is a step.
    mutating func links(_ node: Int) -> [(name: String, link: ComfyGraph.Link)] {
        stepsLeft -= graph.nodes[node].inputs.members.count
        return stepsLeft > 0 ? graph.links(node) : []
    }

    /// Whether `text` may still be copied: nodes that join a text with itself double it each time.
    mutating func mayCopy(_ text: String) -> Bool {
        textBytesLeft -= text.utf8.count
        return textBytesLeft > 0
    }
}
