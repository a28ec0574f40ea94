/// EXIF texts of the form `Prompt: {…}` and `workflow:{…}`, by which ComfyUI keeps its graphs in
/// formats that have no keywords.
enum LabelledGraph {
    static func split(_ text: String) -> (key: String, json: String)? {
        for label in ["prompt", "workflow"] {
            guard text.utf8.count > label.utf8.count + 1,
                text.prefix(label.count + 1).lowercased() == label + ":"
            else { continue }
            let rest = text.dropFirst(label.count + 1).trimmed
            return rest.hasPrefix("{") ? (label, rest) : nil
        }
        return nil
    }
}
