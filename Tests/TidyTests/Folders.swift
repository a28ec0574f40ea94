/// Which folder of a target uses types of which other folder, read from the sources as text.
///
/// Types that a target declares once, at the top level, are looked for by name in the code of its
/// other folders. Members are not, and files beside the folders are left out: a target's own base,
/// such as `Catalog.swift`, may be used by all and may put the parts together.
struct Folders {
    struct Edge: Hashable, CustomStringConvertible {
        let from, to: String
        var description: String { "\(from) → \(to)" }
    }

    /// With what makes them: `File.swift: Type`.
    private(set) var edges: [Edge: Set<String>] = [:]

    init(of target: String) throws {
        let files = try Sources.files(below: "Sources/" + target).filter { !$0.folder.isEmpty }
            .map { (path: $0.path, folder: $0.folder, code: Code($0.text)) }
        var owners: [String: Set<String>] = [:]
        for file in files {
            for type in file.code.declaredTypes { owners[type, default: []].insert(file.folder) }
        }
        for file in files {
            for word in file.code.typeNames {
                guard let owner = owners[word], owner.count == 1, let folder = owner.first,
                    folder != file.folder
                else { continue }
                edges[Edge(from: file.folder, to: folder), default: []]
                    .insert("\(file.path.split(separator: "/").last ?? ""): \(word)")
            }
        }
    }

    /// The edges that lie on a cycle once `known` ones are left out.
    func cycles(without known: Set<Edge>) -> Set<Edge> {
        let rest = edges.keys.filter { !known.contains($0) }
        return Set(rest.filter { reaches($0.to, $0.from, by: rest) })
    }

    private func reaches(_ start: String, _ goal: String, by edges: [Edge]) -> Bool {
        var seen: Set = [start]
        var rest = [start]
        while let folder = rest.popLast() {
            if folder == goal { return true }
            for edge in edges where edge.from == folder && seen.insert(edge.to).inserted {
                rest.append(edge.to)
            }
        }
        return false
    }
}

/// The words of a source file that are neither in a comment nor in a string.
struct Code {
    private let text: String

    init(_ text: String) {
        var code = text
        code.replace(#/"""(?s:.*?)"""/#, with: "\"\"")
        code.replace(#/"(?:\\.|[^"\\\n])*"/#, with: "\"\"")
        code.replace(#/\/\/[^\n]*/#, with: "")
        self.text = code
    }

    /// Types that it declares at the top level and others can see.
    var declaredTypes: Set<String> {
        let declaration =
            #/(?m)^(?:(?:package|public|final|indirect|nonisolated|@\w+) )*(?:struct|class|enum|actor|protocol|typealias) +(\w+)/#
        return Set(text.matches(of: declaration).map { String($0.1) })
    }

    /// Words with a capital that are no members: types, mostly.
    var typeNames: Set<String> {
        Set(text.matches(of: #/(?:^|[^.\w])([A-Z]\w*)/#).map { String($0.1) })
    }
}
