import Domain
import HTTPTypes
import Wire

extension Routes {
    /// What lies on the timeline of a shot.
    mutating func addEntries() {
        create("/api/v1/shots/{id}/entries", "addEntry", "Put a generation into a shot") {
            (query: ByID, body: NewEntry, transaction) in
            let entry = try transaction.entries.add(
                body.generation, to: query.id, body.place, id: body.id
            ) {
                try body.metadata.replace(&$0.metadata)
                $0.isLocked = body.is_locked ?? false
            }
            return try transaction.placed(entry)
        }
        act(
            .put, "/api/v1/shots/{id}/entries/frames", "moveEntries",
            "Put entries at frames; null takes one off the timeline"
        ) { (query: ByID, body: EntryFrames, transaction) in
            EntryMovesJSON(
                try transaction.entries.move(
                    body.moves.map { ($0.entry, $0.frame) }, in: query.id))
        }
        act(
            .put, "/api/v1/shots/{id}/entries/order", "orderEntries",
            "Put the entries of the timeline into an order"
        ) { (query: ByID, body: Order, transaction) in
            EntryMovesJSON(try transaction.entries.reorder(body.ids, in: query.id))
        }
        act(
            .post, "/api/v1/shots/{id}/entries/spread", "spreadEntries",
            "Give entries equal distances"
        ) { (query: ByID, body: Spread, transaction) in
            EntryMovesJSON(
                try transaction.entries.evenOut(
                    query.id, spacing: body.spacing, length: body.length))
        }
        act(.patch, "/api/v1/entries/{id}", "editEntry", "Change what is said of an entry") {
            (query: ByID, body: EntryValues, transaction) in
            try transaction.placed(
                transaction.entries.edit(query.id) {
                    try body.metadata.replace(&$0.metadata)
                    body.is_locked.replace(&$0.isLocked)
                })
        }
        act(
            .put, "/api/v1/entries/{id}/generation", "exchangeEntry",
            "Put another generation in its place"
        ) { (query: ByID, body: Exchanged, transaction) in
            try transaction.placed(
                transaction.entries.exchange(query.id, for: body.generation))
        }
        delete("/api/v1/entries/{id}", "removeEntry", "Take an entry out of its shot") {
            (query: ByID, transaction) in try transaction.entries.remove(query.id)
        }
        act(.post, "/api/v1/entries/{id}/restore", "restoreEntry", "Bring an entry back") {
            (query: ByID, _: Nothing, transaction) in
            try transaction.placed(transaction.entries.restore(query.id))
        }
    }
}

/// Where entries are by now.
private struct EntryMovesJSON: WireJSON {
    let moves: [EntryMoveJSON]

    init(_ moves: [EntryMove]) { self.moves = moves.map(EntryMoveJSON.init) }
}

private struct NewEntry: Decodable, Sendable {
    var id: String?
    let generation: String
    /// Behind the last one where it is left out; null is for none.
    var frame: Clearable<Int>
    var metadata: JSONValue?
    var is_locked: Bool?

    var place: EntryPlace {
        switch frame {
        case .absent: .behind
        case .null: .none
        case .value(let frame): .frame(frame)
        }
    }
}

private struct EntryFrames: Decodable, Sendable {
    struct Move: Decodable, Sendable {
        let entry: String
        var frame: Int?
    }

    let moves: [Move]
}

private struct Spread: Decodable, Sendable {
    var spacing: Int?
    var length: Int?
}

private struct EntryValues: Decodable, Sendable {
    var metadata: JSONValue?
    var is_locked: Bool?
}

private struct Exchanged: Decodable, Sendable { let generation: String }

extension DomainAccess {
    /// An entry with its rank.
    fileprivate func placed(_ entry: Entry) throws -> EntryJSON {
        guard
            let placed = try entries.list(of: entry.shotID).first(where: {
                $0.entry.id == entry.id
            })
        else { throw DomainError.notFound(.entries, entry.id) }
        return EntryJSON(placed)
    }
}
