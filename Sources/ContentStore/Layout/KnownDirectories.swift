import Values

/// What a process knows of the store's directories, so that most writes make no directory call at
/// all. It may be wrong: someone may have removed one behind our back.
struct KnownDirectories {
    enum Standing {
        /// It is there; a power loss may still undo its making.
        case there
        case durable
    }

    private var standings: [FilePath: Standing] = [:]

    /// So many at most, then it begins anew: both fan-outs of a large store have 131,584, the
    /// readable tree any number.
    private static let limit = 1 << 18

    subscript(_ directory: FilePath) -> Standing? { standings[directory] }

    mutating func note(_ directory: FilePath, _ standing: Standing) {
        if standings.count >= KnownDirectories.limit { standings = [:] }
        standings[directory] = standing
    }

    mutating func forget(_ directory: FilePath) { standings[directory] = nil }
    mutating func forgetAll() { standings = [:] }
}

/// Which of the 65,536 directories of objects were seen, a bit for each.
struct KnownFanOuts {
    private var bits: [UInt64] = []

    func contains(_ digest: Digest) -> Bool {
        let number = number(digest)
        return !bits.isEmpty && bits[number >> 6] & 1 << UInt64(number & 63) != 0
    }

    mutating func insert(_ digest: Digest) {
        if bits.isEmpty { bits = [UInt64](repeating: 0, count: 1 << 10) }
        let number = number(digest)
        bits[number >> 6] |= 1 << UInt64(number & 63)
    }

    private func number(_ digest: Digest) -> Int { Int(digest.prefix >> 48) }
}
