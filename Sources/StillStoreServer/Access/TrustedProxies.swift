import Foundation

/// Proxies that say truly from where a request came (`X-Forwarded-For`). What others say there is not
/// believed: it would let them past what slows down those who guess passwords.
struct TrustedProxies: Sendable {
    private let networks: [AddressRange]

    init(_ networks: [AddressRange]) { self.networks = networks }

    /// Where a request came from: the last address in the header that is none of a proxy.
    /// - Parameter peer: who is connected.
    func client(peer: String, forwarded: String?) -> String {
        guard let forwarded, trusts(peer) else { return peer }
        let addresses = forwarded.split(separator: ",").map {
            $0.trimmingCharacters(in: .whitespaces)
        }
        for address in addresses.reversed() {
            guard AddressRange.bytes(of: address) != nil else { break }
            if !trusts(address) { return address }
        }
        return peer
    }

    private func trusts(_ address: String) -> Bool {
        guard let bytes = AddressRange.bytes(of: address) else { return false }
        return networks.contains { $0.contains(bytes) }
    }
}

/// Addresses that begin with the same bits, as `10.0.0.0/8` or `::1`.
struct AddressRange: Sendable, Equatable {
    private let start: [UInt8]
    private let bits: Int

    /// Nil for what is no such range.
    init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let start = AddressRange.bytes(of: String(parts[0])) else { return nil }
        var bits = start.count * 8
        if parts.count > 1 {
            guard let given = Int(parts[1]), 0...bits ~= given else { return nil }
            bits = given
        }
        (self.start, self.bits) = (start, bits)
    }

    func contains(_ address: [UInt8]) -> Bool {
        guard address.count == start.count else { return false }
        let (whole, rest) = bits.quotientAndRemainder(dividingBy: 8)
        guard address.prefix(whole) == start.prefix(whole) else { return false }
        if rest == 0 { return true }
        let mask = UInt8.max << (8 - rest)
        return address[whole] & mask == start[whole] & mask
    }

    /// 4 bytes, or 16; an IPv4 address that is written as IPv6 has 4.
    static func bytes(of text: String) -> [UInt8]? {
        var four = in_addr()
        if inet_pton(AF_INET, text, &four) == 1 {
            return withUnsafeBytes(of: &four) { Array($0) }
        }
        var six = in6_addr()
        guard inet_pton(AF_INET6, text, &six) == 1 else { return nil }
        let bytes = withUnsafeBytes(of: &six) { Array($0) }
        let mapped = [UInt8](repeating: 0, count: 10) + [0xFF, 0xFF]
        return bytes.starts(with: mapped) ? Array(bytes.suffix(4)) : bytes
    }
}
