/// Why something in a file was not read, or not whole. None of them stops the rest.
package enum MetadataProblem: Codable, Equatable, Sendable {
    /// The file ends inside; what was there is kept.
    case truncated(part: String, offset: UInt64)
    /// Larger, deeper or more than the limits allow.
    case overLimit(part: String, limit: Int, offset: UInt64)
    case damaged(part: String, reason: String, offset: UInt64)
    /// The caller's read failed.
    case unreadable(offset: UInt64)

    package var message: String {
        switch self {
        case .truncated(let part, let offset):
            "\(part) at byte \(offset) is cut off"
        case .overLimit(let part, let limit, let offset):
            "\(part) at byte \(offset) is over the limit of \(limit)"
        case .damaged(let part, let reason, let offset):
            "\(part) at byte \(offset) is damaged: \(reason)"
        case .unreadable(let offset):
            "reading at byte \(offset) failed"
        }
    }
}
