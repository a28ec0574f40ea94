/// Makes a graph of a `workflow`, the drawing that ComfyUI's editor keeps. Values stand there by
/// position, so only nodes whose positions are known have any. Read it only where there is no
/// `prompt`, which has muted nodes left out.
enum ComfyDrawing {
    /// Names of widgets by position; empty ones are the editor's own.
    private static let widgets: [String: [String]] = [
        "KSampler": ["seed", "", "steps", "cfg", "sampler_name", "scheduler", "denoise"],
        "KSamplerAdvanced": [
            "add_noise", "noise_seed", "", "steps", "cfg", "sampler_name", "scheduler",
            "start_at_step", "end_at_step", "return_with_leftover_noise",
        ],
        "SamplerCustom": ["add_noise", "noise_seed", "", "cfg"],
        "RandomNoise": ["noise_seed", ""],
        "BasicScheduler": ["scheduler", "steps", "denoise"],
        "KSamplerSelect": ["sampler_name"],
        "CFGGuider": ["cfg"],
        "FluxGuidance": ["guidance"],
        "CLIPTextEncode": ["text"],
        "CheckpointLoaderSimple": ["ckpt_name"],
        "CheckpointLoader": ["config_name", "ckpt_name"],
        "unCLIPCheckpointLoader": ["ckpt_name"],
        "UNETLoader": ["unet_name"],
        "VAELoader": ["vae_name"],
        "LoraLoader": ["lora_name", "strength_model", "strength_clip"],
        "LoraLoaderModelOnly": ["lora_name", "strength_model"],
        "ControlNetLoader": ["control_net_name"],
        "CLIPSetLastLayer": ["stop_at_clip_layer"],
        "EmptyLatentImage": ["width", "height"],
        "EmptySD3LatentImage": ["width", "height"],
        "LoadImage": ["image"],
    ]

    static func graph(_ json: JSONObject, limits: MetadataLimits) -> ComfyGraph? {
        guard let drawn = json["nodes"]?.array else { return nil }
        let sources = links(json["links"]?.array ?? [], limits)
        var nodes: [ComfyGraph.Node] = []
        for node in drawn.prefix(limits.graphNodes).compactMap(\.object) {
            // 2 is muted, 4 is bypassed.
            guard let id = node.text("id"), let type = node.text("type"),
                !["2", "4"].contains(node.text("mode") ?? "0")
            else { continue }
            nodes.append(
                ComfyGraph.Node(
                    id: id, type: type, title: node.text("title"),
                    inputs: inputs(of: node, type, sources)))
        }
        return nodes.isEmpty ? nil : ComfyGraph(nodes: nodes)
    }

    /// `[id, from node, from slot, to node, to slot, type]`.
    private static func links(
        _ values: [JSONValue], _ limits: MetadataLimits
    ) -> [String: JSONValue] {
        var sources: [String: JSONValue] = [:]
        for value in values.prefix(limits.graphNodes * 4) {
            guard let parts = value.array, parts.count >= 5, let id = parts[0].scalarText,
                let node = parts[1].scalarText
            else { continue }
            sources[id] = .array([.string(node), parts[2]])
        }
        return sources
    }

    private static func inputs(
        of node: JSONObject, _ type: String, _ sources: [String: JSONValue]
    ) -> JSONObject {
        var members: [JSONObject.Member] = []
        let values = node["widgets_values"]?.array ?? []
        for (name, value) in zip(widgets[type] ?? [], values) where !name.isEmpty {
            members.append(JSONObject.Member(key: name, value: value))
        }
        for input in (node["inputs"]?.array ?? []).prefix(512).compactMap(\.object) {
            if let name = input.text("name"), let link = input.text("link"),
                let source = sources[link]
            {
                members.append(JSONObject.Member(key: name, value: source))
            }
        }
        return JSONObject(members)
    }
}
