/// The result of all facts about one asset, in their order.
///
/// A fact whose transaction was never committed may be among them: if an asset came to a path twice
/// without leaving it in between, the first time did not happen.
struct AssetHistory {
    struct Event {
        let number: Int64
        let fact: JournalEvent.Fact
        let at: Int64
        var bucket, path, supersedes: String?
    }

    struct Occupancy {
        let number: Int64
        let bucket, path: String
        let at: Int64
        let supersedes: String?
        var deletedAt: Int64?
        var isPurged = false
    }

    /// The fact that describes the asset; nil if it has no bytes.
    private(set) var asset: Int64?
    /// The first and the last time that it was registered to be fetched.
    private(set) var waiting: (first: Int64, last: Int64)?
    /// The fact with what its server said last; nil if that is `asset`.
    private(set) var update: Int64?
    private(set) var deletedAt: Int64?
    private(set) var isPurged = false
    private(set) var occupancies: [Occupancy] = []

    /// - Parameter events: by time, and in the order of the journal if times are equal.
    init(_ events: [Event]) {
        // The clock may have been set back: nothing happens to an asset before it exists.
        guard let first = events.firstIndex(where: { $0.fact == .asset || $0.fact == .waiting })
        else { return }
        apply(events[first])
        for (index, event) in events.enumerated() where index != first { apply(event) }
    }

    private var isPlaced: Bool { occupancies.last.map { $0.deletedAt == nil } ?? false }

    private mutating func apply(_ event: Event) {
        switch event.fact {
        case .asset:
            if isPlaced { occupancies.removeLast() }
            (asset, update) = (event.number, nil)
            insert(event)
        case .update: update = event.number
        case .waiting:
            waiting = (waiting?.first ?? event.number, event.number)
            isPurged = false
        case .deletion:
            deletedAt = event.at
            endOccupancy(at: event.at)
        case .undeletion:
            guard asset != nil else {
                (deletedAt, isPurged) = (nil, false)
                return
            }
            if isPlaced, let last = occupancies.last, last.bucket == event.bucket,
                last.path == event.path
            {
                return
            }
            endOccupancy(at: event.at)
            insert(event)
        case .purge:
            isPurged = true
            endOccupancy(at: event.at)
            for index in occupancies.indices { occupancies[index].isPurged = true }
        }
    }

    private mutating func insert(_ event: Event) {
        guard let bucket = event.bucket, let path = event.path else { return }
        (deletedAt, isPurged) = (nil, false)
        occupancies.append(
            Occupancy(
                number: event.number, bucket: bucket, path: path, at: event.at,
                supersedes: event.supersedes))
    }

    private mutating func endOccupancy(at time: Int64) {
        if isPlaced { occupancies[occupancies.count - 1].deletedAt = time }
    }
}
