/// One run of a sampler. Pictures are made in several: a base pass, enlargements, a refiner.
package struct SamplingPass: Codable, Equatable, Sendable {
    /// The node of a ComfyUI graph.
    package var node: String?
    package var prompt: String?
    package var negative: String?
    package var seed: String?
    package var steps: WrittenNumber?
    package var cfg: WrittenNumber?
    package var guidance: WrittenNumber?
    package var sampler: String?
    package var scheduler: String?
    package var denoise: WrittenNumber?
    package var models: [String] = []

    package init() {}
}
