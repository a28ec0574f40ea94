/// Finds ComfyUI's graphs in whatever slot they stand and reads them; also what Civitai adds to
/// its own.
enum ComfyReader {
    static func read(_ sources: MetadataSources) -> [Draft] {
        for text in candidates(sources) {
            guard let json = text.json else { continue }
            if let drafts = drafts(json, text.slot, sources.limits) { return drafts }
        }
        return drawing(sources).map { [$0] } ?? []
    }

    private static func candidates(_ sources: MetadataSources) -> [MetadataText] {
        [sources.named("prompt"), sources.exif(.userComment), sources.named("parameters")]
            .compactMap(\.self) + sources.parameterTexts
    }

    /// A graph, or an object that holds one, or a text of one, as `prompt`.
    private static func drafts(
        _ json: JSONObject, _ slot: String, _ limits: MetadataLimits
    ) -> [Draft]? {
        let inner = json["prompt"]
        let object =
            inner?.object
            ?? inner?.string.flatMap { text in
                text.trimmed.hasPrefix("{")
                    ? try? JSONParser.parse(text, limits: limits).object : nil
            } ?? json
        guard let graph = ComfyGraph(object, limits: limits) else {
            return inner == nil ? nil : drawing(json, slot, limits).map { [$0] }
        }
        var record = ComfyRecord.record(of: graph, slot: slot, limits: limits)
        guard let summary = CivitaiSummary.read(object, slot, limits) else {
            return [Draft(.graph, record)]
        }
        record.generator = .civitai
        // A graph that only enlarges says nothing of how the picture was made.
        return [Draft(.graph, record), Draft(record.passes.isEmpty ? .fields : .summary, summary)]
    }

    private static func drawing(_ sources: MetadataSources) -> Draft? {
        guard let text = sources.named("workflow"),
            let json = try? JSONParser.parse(text.text, limits: sources.limits).object
        else { return nil }
        return drawing(json, text.slot, sources.limits)
    }

    private static func drawing(
        _ json: JSONObject, _ slot: String, _ limits: MetadataLimits
    ) -> Draft? {
        let workflow = json["workflow"]?.object ?? json
        guard let graph = ComfyDrawing.graph(workflow, limits: limits) else { return nil }
        var record = ComfyRecord.record(of: graph, slot: slot, limits: limits)
        record.confidence = .flat
        return Draft(.graph, record)
    }
}
