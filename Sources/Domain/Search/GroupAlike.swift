/// Puts pictures whose perceptual hashes are near into groups: each is near to another of its group.
///
/// Hashes are compared only with those that have a similar quarter (multi-index hashing): of a million
/// pictures few pairs are left.
struct GroupAlike {
    private let hashes: [UInt64]
    /// The next one on the way to the first of a group.
    private var parents: [Int32]

    /// - Returns: the places of hashes that belong together, groups of two or more, each in order.
    static func groups(of hashes: [UInt64], within distance: Int) -> [[Int]] {
        let order = hashes.indices.sorted { (hashes[$0], $0) < (hashes[$1], $1) }
        var unique: [UInt64] = []
        var places: [[Int]] = []
        for place in order {
            if unique.last == hashes[place] {
                places[places.count - 1].append(place)
            } else {
                unique.append(hashes[place])
                places.append([place])
            }
        }
        var groups = GroupAlike(unique)
        if distance > 0 { for quarter in 0..<4 { groups.join(quarter, distance) } }
        return groups.members().map { $0.flatMap { places[$0] }.sorted() }
            .filter { $0.count > 1 }
            .sorted { $0[0] < $1[0] }
    }

    private init(_ hashes: [UInt64]) {
        self.hashes = hashes
        parents = (0..<Int32(hashes.count)).map { $0 }
    }

    private mutating func join(_ quarter: Int, _ distance: Int) {
        func key(_ index: Int) -> Int { Int(hashes[index] >> (UInt64(quarter) * 16) & 0xFFFF) }
        // Counting sort by the quarter.
        var starts = [Int](repeating: 0, count: 65_537)
        for index in hashes.indices { starts[key(index) + 1] += 1 }
        for value in 0..<65_536 { starts[value + 1] += starts[value] }
        var sorted = [Int](repeating: 0, count: hashes.count)
        var next = starts
        for index in hashes.indices {
            sorted[next[key(index)]] = index
            next[key(index)] += 1
        }
        let masks = Self.masks(upTo: distance / 4)
        for place in sorted.indices {
            let one = sorted[place]
            let own = key(one)
            for mask in masks {
                let other = own ^ mask
                // Each pair once.
                if other < own { continue }
                let first = other == own ? place + 1 : starts[other]
                for candidate in first..<max(first, starts[other + 1]) {
                    let two = sorted[candidate]
                    if (hashes[one] ^ hashes[two]).nonzeroBitCount <= distance { unite(one, two) }
                }
            }
        }
    }

    /// Numbers of 16 bits with at most so many set.
    private static func masks(upTo bits: Int) -> [Int] {
        (0..<65_536).filter { $0.nonzeroBitCount <= bits }
    }

    private mutating func first(of index: Int) -> Int {
        var index = index
        while Int(parents[index]) != index {
            parents[index] = parents[Int(parents[index])]
            index = Int(parents[index])
        }
        return index
    }

    private mutating func unite(_ one: Int, _ two: Int) {
        let (one, two) = (first(of: one), first(of: two))
        if one != two { parents[max(one, two)] = Int32(min(one, two)) }
    }

    private mutating func members() -> [[Int]] {
        var groups: [Int: [Int]] = [:]
        for index in hashes.indices { groups[first(of: index), default: []].append(index) }
        return Array(groups.values)
    }
}
