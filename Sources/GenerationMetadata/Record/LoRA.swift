/// A LoRA, LyCORIS or the like that was applied to the model.
package struct LoRA: Codable, Equatable, Sendable {
    package enum Source: String, Codable, Sendable {
        /// `<lora:name:weight>` in a prompt.
        case tag
        /// A loader in a ComfyUI graph.
        case graph
        /// A field of the metadata.
        case field
    }

    package var name: String
    package var weight: WrittenNumber?
    package var hash: ModelHash?
    package var source: Source

    package init?(
        _ name: String?, weight: String? = nil, hash: String? = nil, source: Source
    ) {
        guard let name = name?.trimmedOrNil, name != "None" else { return nil }
        self.name = name
        self.weight = WrittenNumber(weight)
        self.hash = ModelHash(hash)
        self.source = source
    }

    package var shortName: String { ModelReference.shortName(name).lowercased() }
}
