#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// Which addresses a request may reach: all public ones, and those private, loopback and link-local
/// ones whose host a person named.
package struct AddressRule: Sendable, Equatable {
    /// Host names, or `host:port`, in lower case, as they stand in addresses (`HostName`).
    package var allowedHosts: Set<String>

    package init(allowing hosts: Set<String> = []) {
        allowedHosts = Set(hosts.map { HostName.normal($0).lowercased() })
    }

    package func allowing(_ host: String) -> AddressRule {
        var rule = self
        rule.allowedHosts.insert(HostName.normal(host).lowercased())
        return rule
    }

    /// Whether it names a host, written as `host` or `host:port`.
    package func names(host: String) -> Bool {
        let host = host.lowercased()
        let bare = host.last == "]" ? host : host.lastIndex(of: ":").map { String(host[..<$0]) }
        return allowedHosts.contains(host) || bare.map { allowedHosts.contains($0) } ?? false
    }

    /// - Parameters:
    ///   - host: as in the URI, brackets of IPv6 left out.
    ///   - address: the numeric address that is about to be connected to.
    package func permits(_ address: String, port: Int, host: String) -> Bool {
        if isPublic(address) { return true }
        let host = host.lowercased()
        let written = host.contains(":") ? "[\(host)]" : host
        return allowedHosts.contains(host) || allowedHosts.contains(written)
            || allowedHosts.contains("\(written):\(port)")
    }
}

/// The bytes of a numeric address: four or sixteen; nil if it is none.
func numericAddress(_ text: String) -> [UInt8]? {
    var four = in_addr()
    if inet_pton(AF_INET, text, &four) == 1 { return withUnsafeBytes(of: four) { Array($0) } }
    var six = in6_addr()
    guard inet_pton(AF_INET6, text, &six) == 1 else { return nil }
    return withUnsafeBytes(of: six) { Array($0) }
}

/// Whether a numeric address is one of the open internet, by IANA's registries of special-purpose
/// addresses (RFC 6890 and its updates). What cannot be read is not.
func isPublic(_ address: String) -> Bool {
    guard let bytes = numericAddress(address) else { return false }
    if bytes.count == 4 { return isPublic4(bytes.reduce(0) { $0 << 8 | UInt32($1) }) }
    return isPublic6(bytes)
}

private func isPublic4(_ address: UInt32) -> Bool {
    let special: [(UInt32, Int)] = [
        (0x0000_0000, 8),  // this network
        (0x0A00_0000, 8), (0xAC10_0000, 12), (0xC0A8_0000, 16),  // private
        (0x6440_0000, 10),  // carrier-grade NAT
        (0x7F00_0000, 8),  // loopback
        (0xA9FE_0000, 16),  // link-local, and clouds' metadata services
        (0xC000_0000, 24), (0xC000_0200, 24), (0xC633_6400, 24), (0xCB00_7100, 24),
        (0xC058_6300, 24),  // 6to4 relays
        (0xC612_0000, 15),  // benchmarks
        (0xE000_0000, 4), (0xF000_0000, 4),  // multicast, reserved, broadcast
    ]
    return !special.contains { address >> UInt32(32 - $0.1) == $0.0 >> UInt32(32 - $0.1) }
}

private func isPublic6(_ bytes: [UInt8]) -> Bool {
    func four(_ start: Int) -> UInt32 {
        bytes[start..<(start + 4)].reduce(0) { $0 << 8 | UInt32($1) }
    }
    // IPv4 addresses inside IPv6: mapped, NAT64, 6to4.
    if bytes[..<10].allSatisfy({ $0 == 0 }), bytes[10] == 0xFF, bytes[11] == 0xFF {
        return isPublic4(four(12))
    }
    if bytes.starts(with: [0x00, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0]) {
        return isPublic4(four(12))
    }
    if bytes.starts(with: [0x20, 0x02]) { return isPublic4(four(2)) }
    // Only 2000::/3 is allocated; in it 2001::/23 (Teredo and protocols) and 2001:db8::/32
    // (documentation) are not.
    guard bytes[0] & 0xE0 == 0x20 else { return false }
    if bytes[0] == 0x20, bytes[1] == 0x01 {
        if bytes[2] & 0xFE == 0 || (bytes[2] == 0x0D && bytes[3] == 0xB8) { return false }
    }
    return !(bytes[0] == 0x3F && bytes[1] == 0xFF && bytes[2] & 0xF0 == 0)
        && !(bytes[0] == 0x3F && bytes[1] == 0xFE)
}
