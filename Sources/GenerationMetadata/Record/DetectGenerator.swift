/// Asks all readers, the ones whose marks are surest first. The first that finds its own names the
/// generator; what later ones find is merged into it.
enum DetectGenerator {
    static func drafts(_ sources: MetadataSources) -> [Draft] {
        let named = [
            NovelAIReader.read(sources),
            InvokeAIReader.read(sources),
            TensorArtReader.read(sources),
            StabilityMatrixReader.read(sources),
            // Before ComfyUI: SwarmUI's pictures hold a graph as well.
            SwarmUIReader.read(sources),
            FooocusReader.read(sources),
            HuggingFaceSpaceReader.read(sources),
            MfluxReader.read(sources),
            EasyDiffusionReader.read(sources),
        ]
        let others = [
            DrawThingsReader.read(sources),
            MidjourneyReader.read(sources),
            InfotextReader.read(sources),
            TaggedEXIFReader.read(sources),
            ProvenanceReader.prompt(sources),
        ]
        return named.compactMap(\.self) + ComfyReader.read(sources) + others.compactMap(\.self)
    }
}
