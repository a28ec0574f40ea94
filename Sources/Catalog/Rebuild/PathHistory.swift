import Values

/// Which assets were current at one path, in order, and which one is now.
///
/// Each occupancy names the asset that it superseded, so the history is a chain, whatever the
/// clocks said. An uncommitted occupancy makes a second head. The digest that the symlink shows
/// decides between them; otherwise the later head wins, because it does not name the earlier one as
/// superseded. No occupancy is dropped.
struct PathHistory {
    struct Occupancy {
        let number: Int64
        let assetID: String
        let digest: Digest?
        let at: Int64
        let supersedes: String?
        let deletedAt: Int64?
        let isPurged, isLast: Bool
    }

    /// What ended an occupancy.
    enum End: Equatable {
        case superseded(by: String, at: Int64)
        /// It was superseded by an asset that is not known any more.
        case forgotten(at: Int64)
        case deleted(at: Int64)
    }

    /// In the order of the occupancies; nil for the current one.
    private(set) var ends: [End?] = []
    private(set) var winner: Int?

    private let occupancies: [Occupancy]
    /// The occupancy that each one superseded, and the one that superseded it.
    private var previous: [Int?]
    private var next: [[Int]]

    /// - Parameters:
    ///   - occupancies: by time, and in the order of the journal if times are equal.
    ///   - shown: the digest that the link on disk shows; asked for only if it decides.
    init(_ occupancies: [Occupancy], shown: () throws -> Digest?) rethrows {
        self.occupancies = occupancies
        previous = []
        next = Array(repeating: [], count: occupancies.count)
        chain()
        winner = try findWinner(shown)
        resolve()
    }

    private mutating func chain() {
        var positions: [String: [Int]] = [:]
        for (index, occupancy) in occupancies.enumerated() {
            positions[occupancy.assetID, default: []].append(index)
        }
        for (index, occupancy) in occupancies.enumerated() {
            // An asset may have been here more than once: the last time before this one is meant.
            let candidates = occupancy.supersedes.flatMap { positions[$0] } ?? []
            let target = candidates.last { $0 < index } ?? candidates.last
            let isOwn = occupancy.supersedes == occupancy.assetID
            previous.append(isOwn ? nil : target)
            if let target, !isOwn { next[target].append(index) }
        }
    }

    private func isOpen(_ index: Int) -> Bool {
        occupancies[index].deletedAt == nil && !occupancies[index].isPurged
    }

    private func findWinner(_ shown: () throws -> Digest?) rethrows -> Int? {
        let heads = occupancies.indices.filter { next[$0].isEmpty && isOpen($0) }
        if heads.count == 1, successor(refuting: heads[0]) == nil { return heads[0] }
        if !heads.isEmpty {
            let digest = try shown()
            return heads.last { digest != nil && occupancies[$0].digest == digest }
                ?? heads.last { successor(refuting: $0) == nil }
        }
        // Facts that contradict each other may form a circle.
        if let circular = occupancies.indices.last(where: { isOpen($0) && isInCircle($0) }) {
            return circular
        }
        // A deletion removes the link before it is committed: if the link is still there, the
        // deletion was not committed.
        let candidates = occupancies.indices.filter {
            next[$0].isEmpty && occupancies[$0].isLast && !occupancies[$0].isPurged
        }
        guard !candidates.isEmpty, let digest = try shown() else { return nil }
        return candidates.last { occupancies[$0].digest == digest }
    }

    /// An occupancy later than a head that does not supersede it found the path without that head,
    /// whose transaction was therefore never committed. Clocks may have been set back, so the link
    /// is asked first.
    private func successor(refuting head: Int) -> Int? {
        var chain: Set<Int> = [head]
        var current = head
        while let place = previous[current], chain.insert(place).inserted { current = place }
        return occupancies.indices.last {
            $0 > head && !chain.contains($0) && occupancies[$0].assetID != occupancies[head].assetID
        }
    }

    private func isInCircle(_ index: Int) -> Bool {
        var seen: Set<Int> = []
        var current = previous[index]
        while let place = current, seen.insert(place).inserted {
            if place == index { return true }
            current = previous[place]
        }
        return false
    }

    private mutating func resolve() {
        var successor: [Int?] = Array(repeating: nil, count: occupancies.count)
        var resolved: Set<Int> = []
        // The winner's own chain comes before what other chains say.
        if let winner {
            resolved.insert(winner)
            var current = winner
            while let place = previous[current], resolved.insert(place).inserted {
                successor[place] = current
                current = place
            }
        }
        for index in occupancies.indices where !resolved.contains(index) {
            let isLostHead = next[index].isEmpty && isOpen(index)
            let others = next[index].last { !(next[$0].isEmpty && isOpen($0)) }
            successor[index] =
                others ?? next[index].last
                ?? (isLostHead ? winner ?? self.successor(refuting: index) : nil)
        }
        ends = occupancies.indices.map { end($0, successor) }
    }

    private func end(_ index: Int, _ successor: [Int?]) -> End? {
        if index == winner { return nil }
        guard let direct = successor[index] else {
            // A purged asset that nothing followed; others were deleted.
            return .deleted(at: occupancies[index].deletedAt ?? occupancies[index].at)
        }
        let time = max(occupancies[direct].at, occupancies[index].at)
        var seen: Set<Int> = [index]
        var current = direct
        while occupancies[current].isPurged {
            guard let further = successor[current], seen.insert(further).inserted else {
                return .forgotten(at: time)
            }
            current = further
        }
        if occupancies[current].assetID == occupancies[index].assetID {
            return .forgotten(at: time)
        }
        return .superseded(by: occupancies[current].assetID, at: time)
    }
}
