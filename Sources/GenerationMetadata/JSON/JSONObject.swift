/// The members of a JSON object in the order in which they were written. Of members with one name
/// the last one counts, as in Python and JavaScript.
struct JSONObject: Equatable, Sendable {
    struct Member: Equatable, Sendable {
        var key: String
        var value: JSONValue
    }

    private(set) var members: [Member]
    private let index: [String: Int]

    /// Small objects are searched; an index pays from here on.
    private static let indexedFrom = 12

    init(_ members: [Member]) {
        self.members = members
        guard members.count >= Self.indexedFrom else {
            index = [:]
            return
        }
        var index: [String: Int] = [:]
        index.reserveCapacity(members.count)
        for (position, member) in members.enumerated() { index[member.key] = position }
        self.index = index
    }

    subscript(_ key: String) -> JSONValue? {
        if members.count >= Self.indexedFrom { return index[key].map { members[$0].value } }
        return members.last { $0.key == key }?.value
    }

    /// The text under the first of `keys` that has one.
    func text(_ keys: String...) -> String? {
        for key in keys { if let text = self[key]?.scalarText { return text } }
        return nil
    }

    func has(_ key: String) -> Bool { self[key] != nil }
}
