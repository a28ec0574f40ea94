import Synchronization

/// Makes ids: UUIDv7 (RFC 9562), so that text order is the order of creation.
package final class IdentifierSource: Sendable {
    /// The one of this process.
    package static let shared = IdentifierSource()

    private let last = Mutex<(time: UInt64, count: UInt16)>((0, 0))

    package init() {}

    /// Ids of one source are strictly increasing: within a millisecond the 12 bits after the time
    /// count up, and past 4,095 the time itself advances by one.
    package func make(at time: Int64) -> String {
        let (time, count) = last.withLock { last in
            let now = UInt64(max(0, time))
            if now > last.time {
                last = (now, 0)
            } else if last.count < 0xFFF {
                last.count += 1
            } else {
                last = (last.time + 1, 0)
            }
            return last
        }
        let random = UInt64.random(in: .min ... .max)
        let high = time << 16 | 0x7000 | UInt64(count)
        let low = random & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
        let hex = Identifier.pad(high) + Identifier.pad(low)
        let parts = [(0, 8), (8, 4), (12, 4), (16, 4), (20, 12)]
        return parts.map { String(hex.dropFirst($0.0).prefix($0.1)) }.joined(separator: "-")
    }
}

/// What ids of `IdentifierSource` say.
package enum Identifier {
    /// The smallest id of a time: everything made later has a greater one.
    package static func lowest(at time: Int64) -> String {
        let hex = pad(UInt64(max(0, time)) << 16)
        return "\(hex.prefix(8))-\(hex.dropFirst(8).prefix(4))-0000-0000-000000000000"
    }

    /// When an id was made, UTC milliseconds; nil if it is no such id.
    package static func time(of id: String) -> Int64? {
        let digits = id.utf8.prefix(13)
        guard id.utf8.count == 36, digits.dropFirst(8).first == UInt8(ascii: "-") else {
            return nil
        }
        return Int64(String(id.prefix(8)) + String(id.dropFirst(9).prefix(4)), radix: 16)
    }

    fileprivate static func pad(_ value: UInt64) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
