import Foundation

/// The proxy by which a host is reached: the configured one, else that of the environment, as curl
/// reads it. Hosts of this machine are reached directly, as in browsers: the proxy would look for
/// them on its own machine.
package struct ProxySettings: Sendable, Equatable {
    /// Addresses of proxies; none when nil.
    private var http: String?, https: String?
    /// Names, domains, addresses and networks that are reached directly; `*` is all.
    private var exceptions: [String] = []

    package init() {}

    /// - Parameter all: the address of the proxy for every host.
    package init(all: String) { (http, https) = (all, all) }

    /// `http_proxy` (in lower case only, because a web server sets `HTTP_PROXY` to what a client
    /// sends), `https_proxy`, `all_proxy` and `no_proxy`.
    /// - Parameter configured: overrides the environment; empty for no proxy at all.
    package init(environment: [String: String], configured: String? = nil) {
        func value(_ names: String...) -> String? {
            names.lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
        }
        let all = value("all_proxy", "ALL_PROXY")
        http = configured ?? value("http_proxy") ?? all
        https = configured ?? value("https_proxy", "HTTPS_PROXY") ?? all
        if http == "" { http = nil }
        if https == "" { https = nil }
        exceptions = (value("no_proxy", "NO_PROXY") ?? "")
            .split { $0 == "," || $0.isWhitespace }.map { HostName.normal(String($0)).lowercased() }
    }

    /// The proxy's address; nil if the host is reached directly.
    /// - Parameter host: as addresses have it, without brackets.
    package func proxy(scheme: String, host: String) -> String? {
        guard let proxy = scheme == "https" ? https : http, !ProxySettings.isOwn(host),
            !exceptions.contains(where: { ProxySettings.matches(host, $0) })
        else { return nil }
        return proxy
    }

    /// The form in which a proxy is shown: without the name and password that its address may have.
    static func shown(_ proxy: String) -> String {
        let text = proxy.contains("://") ? proxy : "http://" + proxy
        guard let address = WebAddress(text) else { return "the proxy" }
        let port = address.port.map { ":\($0)" } ?? ""
        return "the proxy \(address.host)\(port)"
    }

    private static func isOwn(_ host: String) -> Bool {
        host == "localhost" || host.hasSuffix(".localhost") || host == "::1"
            || network(host, is: "127.0.0.0/8")
    }

    private static func matches(_ host: String, _ exception: String) -> Bool {
        if exception == "*" { return true }
        if exception.contains("/") { return network(host, is: exception) }
        var name = exception[...]
        if name.first == "[" { name = name.dropFirst().prefix { $0 != "]" } }
        while name.first == "." { name = name.dropFirst() }
        while name.last == "." { name = name.dropLast() }
        // A port does not matter, except that two colons are an address.
        let colons = name.filter { $0 == ":" }.count
        if colons == 1 { name = name.prefix { $0 != ":" } }
        return !name.isEmpty && (host == name || host.hasSuffix("." + name))
    }

    /// `10.0.0.0/8`
    private static func network(_ host: String, is network: String) -> Bool {
        let parts = network.split(separator: "/")
        guard parts.count == 2, let bits = Int(parts[1]), bits >= 0,
            let address = numericAddress(host), let base = numericAddress(String(parts[0])),
            address.count == base.count, bits <= address.count * 8
        else { return false }
        return (0..<bits).allSatisfy { bit in
            let mask = UInt8(0x80) >> UInt8(bit % 8)
            return address[bit / 8] & mask == base[bit / 8] & mask
        }
    }
}
