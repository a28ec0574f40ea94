/// Where a new entry goes.
package enum EntryPlace: Sendable {
    /// The first at 0, others behind the last one by the project's spacing.
    case behind
    case frame(Int)
    case none
}

extension Entries where Access == DomainTransaction {
    static var frames: ClosedRange<Int> { 0...100_000_000 }

    @discardableResult
    package func add(
        _ generation: String, to shot: String, _ place: EntryPlace = .behind, id: String? = nil,
        _ fill: (inout Entry) throws -> Void = { _ in }
    ) throws -> Entry {
        let shot = try access.own(Shot.self, shot)
        let generation = try requireSameOwner(generation, as: shot)
        var entry = Entry()
        entry.id = try access.newID(id)
        entry.shotID = shot.id
        entry.generationID = generation.id
        entry.createdAt = access.now
        entry.updatedAt = access.now
        switch place {
        case .none: break
        case .frame(let frame): entry.frame = try Self.checked(frame)
        case .behind:
            let last = try list(of: shot.id).compactMap(\.entry.frame).max()
            entry.frame = try last.map { $0 + (try spacing(of: shot)) } ?? 0
        }
        let filled = try access.edited(entry, fill)
        guard filled.metadata.object != nil else { throw DomainError.invalid(.json, .malformed) }
        try access.insert(filled)
        return filled
    }

    private static func checked(_ frame: Int?) throws(DomainError) -> Int? {
        guard let frame else { return nil }
        guard frames.contains(frame) else {
            throw .invalid(
                .frame, .outside(Int64(frames.lowerBound), Int64(frames.upperBound)))
        }
        return frame
    }

    /// Both ends of the link are one person's, also when an admin makes it.
    private func requireSameOwner(_ id: String, as shot: Shot) throws -> Generation {
        let owner = try access.get(Project.self, shot.projectID).userID
        let generation = try access.own(Generation.self, id)
        guard generation.userID == owner else { throw DomainError.notFound(.generations, id) }
        return generation
    }

    @discardableResult
    package func edit(_ id: String, _ change: (inout Entry) throws -> Void) throws -> Entry {
        let entry = try access.own(Entry.self, id)
        let wanted = try access.edited(entry, change)
        guard wanted.metadata.object != nil else { throw DomainError.invalid(.json, .malformed) }
        return try access.update(entry) { $0 = wanted }
    }

    /// Moves many at once; of an entry that is named twice the last one counts.
    /// - Throws: `DomainError.notFound` for an entry of another shot; then none is moved.
    /// - Returns: what moved.
    @discardableResult
    package func move(_ frames: [(entry: String, frame: Int?)], in shot: String) throws
        -> [EntryMove]
    {
        let shot = try access.own(Shot.self, shot)
        var entries: [String: Entry] = [:]
        for placed in try list(of: shot.id) { entries[placed.entry.id] = placed.entry }
        var wanted: [String: Int?] = [:]
        for (id, frame) in frames {
            guard entries[id] != nil else { throw DomainError.notFound(.entries, id) }
            wanted.updateValue(try Self.checked(frame), forKey: id)
        }
        return try wanted.sorted { $0.key < $1.key }.compactMap { id, frame in
            try set(entries[id]!, frame)
        }
    }

    private func set(_ entry: Entry, _ frame: Int?) throws -> EntryMove? {
        if entry.frame == frame { return nil }
        try access.update(entry) { $0.frame = frame }
        return EntryMove(entry: entry.id, from: entry.frame, to: frame)
    }

    /// Gives the placed entries this order, a spacing apart, from 0.
    @discardableResult
    package func reorder(_ ids: [String], in shot: String) throws -> [EntryMove] {
        let shot = try access.own(Shot.self, shot)
        let placed = try list(of: shot.id).filter { $0.position != nil }.map(\.entry)
        let places = try Order.places(of: ids, among: placed.map(\.id), .entries)
        let spacing = try spacing(of: shot)
        return try placed.compactMap { try set($0, places[$0.id]! * spacing) }
    }

    /// Evens the placed pictures out, in their order; videos, those without a place and locked ones stay.
    /// - Parameters:
    ///   - spacing: the project's, where it is nil.
    ///   - length: the last frame that there is; where they do not fit, they come closer together.
    /// - Returns: exactly what moved.
    @discardableResult
    package func evenOut(
        _ shot: String, spacing: Int? = nil, length: Int? = nil
    ) throws -> [EntryMove] {
        let shot = try access.own(Shot.self, shot)
        let wanted = try spacing ?? self.spacing(of: shot)
        guard Project.spacings.contains(wanted) else {
            throw DomainError.invalid(.spacing, .outside(1, 100_000))
        }
        let pictures = try list(of: shot.id).filter { $0.position != nil && !$0.kind.isVideo }
            .map(\.entry)
        var step = wanted
        if let length, pictures.count > 1 {
            guard length >= 1 else { throw DomainError.invalid(.length, .outside(1, .max)) }
            step = max(1, min(wanted, length / (pictures.count - 1)))
        }
        return try pictures.enumerated().compactMap { index, entry in
            entry.isLocked ? nil : try set(entry, index * step)
        }
    }

    /// Puts another generation in its place.
    @discardableResult
    package func exchange(_ id: String, for generation: String) throws -> Entry {
        let entry = try access.own(Entry.self, id)
        let shot = try access.own(Shot.self, entry.shotID)
        let generation = try requireSameOwner(generation, as: shot)
        return try access.update(entry) { $0.generationID = generation.id }
    }

    /// Its generation stays; a part of a film that belongs to it is free.
    package func remove(_ id: String) throws { try access.softDelete(Entry.self, id) }

    @discardableResult
    package func restore(_ id: String) throws -> Entry { try access.restore(Entry.self, id) }
}

extension Shots where Access == DomainTransaction {
    /// A copy behind the project's last shot, with its settings and entries.
    /// - Parameter placedOnly: entries without a place, and videos, are left out.
    @discardableResult
    package func duplicate(_ id: String, placedOnly: Bool = false) throws -> Shot {
        let shot = try access.own(Shot.self, id)
        let copy = try create(in: shot.projectID, name: shot.name + " (copy)") {
            $0.settings = shot.settings
            $0.aspectRatio = shot.aspectRatio
        }
        for placed in try access.entries.list(of: shot.id) {
            if placedOnly, placed.position == nil || placed.kind.isVideo { continue }
            let place = placed.entry.frame.map { EntryPlace.frame($0) } ?? .none
            try access.entries.add(placed.entry.generationID, to: copy.id, place) {
                $0.metadata = placed.entry.metadata
                $0.isLocked = placed.entry.isLocked
            }
        }
        return copy
    }

    /// A new shot with one picture at frame 0.
    @discardableResult
    package func create(
        in project: String, name: String, from generation: String
    ) throws -> (shot: Shot, entry: Entry) {
        let shot = try create(in: project, name: name)
        return (shot, try access.entries.add(generation, to: shot.id))
    }
}
