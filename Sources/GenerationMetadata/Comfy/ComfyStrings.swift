/// Texts of a node: written there, or made by others from texts.
enum ComfyStrings {
    private static let depthLimit = 12
    private static let names = [
        "text", "value", "string", "prompt", "Text", "prompt_text", "source", "text_0",
    ]

    static func text(_ value: JSONValue?, in walk: inout ComfyWalk) -> String? {
        text(value, depthLimit, &walk)
    }

    private static func text(
        _ value: JSONValue?, _ depth: Int, _ walk: inout ComfyWalk
    ) -> String? {
        guard let value else { return nil }
        if let literal = value.string { return literal }
        guard let link = walk.graph.link(value), depth > 0, walk.step() else { return nil }
        return text(of: link.node, depth - 1, &walk)
    }

    private static func text(of node: Int, _ depth: Int, _ walk: inout ComfyWalk) -> String? {
        let inputs = walk.graph.nodes[node].inputs
        let type = walk.graph.nodes[node].type
        // What a language model wrote is stored nowhere.
        if type.hasPrefix("TextGenerate") { return nil }
        if ByteSearch.contains("ShowText", in: type), let shown = inputs["text_0"]?.string {
            return shown
        }
        if inputs.has("on_true") || inputs.has("on_false") {
            return switched(node, depth, &walk)
        }
        if let joined = joined(inputs, depth, &walk) { return joined }
        for name in names {
            if let text = text(inputs[name], depth, &walk) { return text }
        }
        let links = walk.links(node)
        guard links.count == 1 else { return nil }
        return text(inputs[links[0].name], depth, &walk)
    }

    private static func switched(_ node: Int, _ depth: Int, _ walk: inout ComfyWalk) -> String? {
        let inputs = walk.graph.nodes[node].inputs
        var isOn = inputs["switch"]?.isTrue ?? false
        if let link = walk.graph.link(inputs["switch"]) {
            let source = walk.graph.nodes[link.node].inputs
            isOn = (source["value"] ?? source["boolean"] ?? .null).isTrue
        }
        let branches = isOn ? ["on_true", "on_false"] : ["on_false", "on_true"]
        for branch in branches {
            if let text = text(inputs[branch], depth, &walk) { return text }
        }
        return nil
    }

    /// `text_a`, `string1` and so on, two or more, between which stands what the node says.
    private static func joined(
        _ inputs: JSONObject, _ depth: Int, _ walk: inout ComfyWalk
    ) -> String? {
        let parts = inputs.members.prefix(128).filter { isPart($0.key) }
        guard parts.count > 1 else { return nil }
        var texts: [String] = []
        for part in parts {
            if let text = text(part.value, depth, &walk), !text.isEmpty, walk.mayCopy(text) {
                texts.append(text)
            }
        }
        guard !texts.isEmpty else { return nil }
        let between = inputs["delimiter"]?.string ?? inputs["separator"]?.string ?? " "
        return texts.joined(separator: between)
    }

    private static func isPart(_ name: String) -> Bool {
        for stem in ["text", "string", "prompt"] where name.hasPrefix(stem) {
            let rest = name.dropFirst(stem.count).drop { $0 == "_" }.utf8
            guard rest.count == 1 || rest.count == 2, let first = rest.first else { return false }
            let isLetter = rest.count == 1 && (UInt8(ascii: "a")...UInt8(ascii: "f") ~= first)
            return isLetter || rest.allSatisfy { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
        }
        return false
    }
}
