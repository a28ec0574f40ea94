/// A ComfyUI graph as it was run: nodes by their ids, which are any text, and links between them.
struct ComfyGraph {
    struct Node {
        let id: String
        let type: String
        let title: String?
        let inputs: JSONObject
    }

    /// An output of a node.
    struct Link: Hashable {
        let node: Int
        let slot: Int
    }

    private(set) var nodes: [Node] = []
    private var index: [String: Int] = [:]

    /// Nil where no member of the object is a node. Members that are none (`extra`) are left out.
    init?(_ json: JSONObject, limits: MetadataLimits) {
        for member in json.members {
            guard nodes.count < limits.graphNodes else { break }
            guard let node = member.value.object, let type = node["class_type"]?.string else {
                continue
            }
            index[member.key] = nodes.count
            nodes.append(
                Node(
                    id: member.key, type: type, title: node["_meta"]?.object?.text("title"),
                    inputs: node["inputs"]?.object ?? JSONObject([])))
        }
        if nodes.isEmpty { return nil }
    }

    init(nodes: [Node]) {
        self.nodes = nodes
        for (position, node) in nodes.enumerated() { index[node.id] = position }
    }

    /// A link is a list of exactly an id and a number; all else is a literal.
    func link(_ value: JSONValue?) -> Link? {
        guard case .array(let parts)? = value, parts.count == 2,
            case .number(let slot) = parts[1], let slot = Int(slot),
            let id = parts[0].scalarText, let node = index[id]
        else { return nil }
        return Link(node: node, slot: slot)
    }

    func link(_ node: Int, _ name: String) -> Link? { link(nodes[node].inputs[name]) }

    /// All links into a node, in the order of its inputs.
    func links(_ node: Int) -> [(name: String, link: Link)] {
        nodes[node].inputs.members.compactMap { member in
            link(member.value).map { (member.key, $0) }
        }
    }
}
