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
