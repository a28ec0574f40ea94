import Synchronization
import Values

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// Checks hosts that are reached through a proxy: there it is the proxy that connects, so a name is
/// resolved here, and all of its addresses are checked by the rule, before the proxy is asked.
///
/// A name that this machine cannot resolve is judged by itself: behind some proxies nothing can be
/// resolved. A name without a dot, or in a domain that is never public, counts as private.
final class ResolvedHosts: Sendable {
    private let known = Mutex<[String: [String]]>([:])
    private let lookUp: @Sendable (String) -> [String]

    init(lookUp: @escaping @Sendable (String) -> [String] = numericAddresses) {
        self.lookUp = lookUp
    }

    /// - Throws: `refusedAddress`.
    func check(_ place: HTTPPlace, _ rule: AddressRule) throws(RetrievalError) {
        let found = addresses(of: place.host)
        let refused = found.first {
            !rule.permits($0, port: place.port, host: place.host)
        }
        if let refused { throw Self.refusal(place, "is at \(refused) in a private network") }
        // No address at all is permitted to a host that is allowed by its name.
        let isNamed = rule.permits("", port: place.port, host: place.host)
        if found.isEmpty, !isNamed, Self.isPrivateName(place.host) {
            throw Self.refusal(place, "has the name of a private host")
        }
    }

    private func addresses(of host: String) -> [String] {
        if let found = known.withLock({ $0[host] }) { return found }
        let found = lookUp(host)
        known.withLock { known in
            // Lists may name very many hosts.
            if known.count > 10_000 { known = [:] }
            known[host] = found
        }
        return found
    }

    static func refusal(_ place: HTTPPlace, _ words: String) -> RetrievalError {
        RetrievalError(
            .refusedAddress,
            "\(place.host) \(words)", remedy: .allowHost(place.host))
    }

    /// Domains that are not delegated: RFC 6762, RFC 8375, and ICANN's list of those that
    /// companies use within (2012 and 2024).
    private static let privateDomains: Set<Substring> = [
        "local", "localhost", "localdomain", "internal", "intranet", "corp", "home", "lan",
        "private", "arpa", "mail",
    ]

    private static func isPrivateName(_ host: String) -> Bool {
        let labels = host.split(separator: ".")
        return labels.count < 2 || privateDomains.contains(labels.last ?? "")
    }
}

/// All addresses that a name has here, numeric; none where it cannot be looked up.
@Sendable private func numericAddresses(_ host: String) -> [String] {
    var hints = addrinfo()
    #if canImport(Darwin)
        hints.ai_socktype = SOCK_STREAM
    #else
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    #endif
    var list: UnsafeMutablePointer<addrinfo>?
    guard getaddrinfo(host, nil, &hints, &list) == 0 else { return [] }
    defer { freeaddrinfo(list) }
    var found: [String] = []
    var entry = list
    while let one = entry {
        var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
        let status = getnameinfo(
            one.pointee.ai_addr, one.pointee.ai_addrlen, &text, socklen_t(text.count), nil, 0,
            NI_NUMERICHOST)
        // An address without a numeric form is not public.
        let name = String(
            decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        found.append(status == 0 ? String(name.prefix { $0 != "%" }) : "?")
        entry = one.pointee.ai_next
    }
    return found
}
