import CTransfer
import Foundation
import Synchronization

/// Makes HTTP requests through libcurl, keeping connections open between them, and the cookies
/// that servers set. Blocks; may be used from any number of threads.
package final class HTTPClient: Sendable {
    package let settings: TransferSettings
    /// How responses that are read whole are requested again; nil for one attempt only.
    let retry: AnswerRetry?
    private let idle = Mutex<[Idle]>([])
    private let resolved = ResolvedHosts()

    /// An idle handle, and the host that it is connected to.
    private struct Idle: Sendable {
        let host: String
        let client: Connection
    }

    /// Kept in memory for as long as the client and its connections live.
    private final class Cookies: @unchecked Sendable {
        // Sendable because libcurl locks what its handles share.
        let jar: OpaquePointer

        init() {
            guard let jar = ct_cookies_make() else { preconditionFailure("no memory for cookies") }
            self.jar = jar
        }

        deinit { ct_cookies_free(jar) }
    }

    /// Made for the first connection: libcurl is loaded only then.
    private final class CookieJar: Sendable {
        private let cookies = Mutex<Cookies?>(nil)

        func opened() -> Cookies {
            cookies.withLock { cookies in
                let own = cookies ?? Cookies()
                cookies = own
                return own
            }
        }
    }

    private let cookies: CookieJar

    private final class Connection: @unchecked Sendable {
        // Sendable because it is with one thread at a time: taken out of `idle` to be used.
        let client: OpaquePointer
        private let cookies: Cookies

        init(_ jar: CookieJar) throws(RetrievalError) {
            if let words = ct_start() {
                throw RetrievalError(
                    .connect,
                    "libcurl cannot be loaded (\(String(cString: words))): install it, then try again"
                )
            }
            cookies = jar.opened()
            guard let client = ct_client_make(cookies.jar) else {
                preconditionFailure("no memory for an HTTP client")
            }
            self.client = client
        }

        deinit { ct_client_free(client) }
    }

    /// - Parameter other: whose cookies it shares.
    package init(
        _ settings: TransferSettings = TransferSettings(), retry: AnswerRetry? = nil,
        sharingWith other: HTTPClient? = nil
    ) {
        self.settings = settings
        self.retry = retry
        cookies = other?.cookies ?? CookieJar()
    }

    /// Sends a request, follows redirects, and feeds the final answer to `reader`.
    ///
    /// Any status is a response, not an error. `isStopped` is asked often.
    package func send(
        _ request: HTTPRequest, to reader: any ResponseReader,
        unless isStopped: @escaping @Sendable () -> Bool = { false }
    ) throws(RetrievalError) -> HTTPHead {
        var request = request
        try request.add(settings)
        var hops = 0
        while true {
            let place = try HTTPPlace(request.url)
            let exchange = Exchange(reader, request.addresses, place, isStopped)
            try perform(request, exchange, place)
            guard var head = exchange.head else {
                throw RetrievalError(.badAnswer, "\(place.host) ended without an answer")
            }
            guard let location = exchange.redirect else {
                head.url = request.url
                return head
            }
            hops += 1
            guard hops <= settings.redirects else {
                throw RetrievalError(
                    .redirect, "it was redirected more than \(settings.redirects) times",
                    httpStatus: head.status)
            }
            try request.redirect(to: location, from: place, status: head.status)
        }
    }

    private func perform(
        _ request: HTTPRequest, _ exchange: Exchange, _ place: HTTPPlace
    ) throws(RetrievalError) {
        let proxy = settings.proxies.proxy(scheme: place.scheme, host: place.host)
        if proxy != nil { try resolved.check(place, request.addresses) }
        let connection = try connection(place.origin)
        defer { idle.withLock { $0.append(Idle(host: place.origin, client: connection)) } }
        var words = [CChar](repeating: 0, count: Int(ct_words_count))
        let result = withRequest(request, proxy) { raw in
            var listener = exchange.listener
            return withExtendedLifetime(exchange) {
                ct_perform(connection.client, raw, &listener, &words)
            }
        }
        if let error = exchange.error { throw error }
        let text = String(
            decoding: words.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        // Once the target is known, the redirect's body does not matter.
        if exchange.redirect != nil, result != ct_stopped || !exchange.isStopped { return }
        try check(result, text, place, exchange, proxy)
    }

    /// The handle that was last connected to that host, to use its open connection.
    private func connection(_ host: String) throws(RetrievalError) -> Connection {
        let waiting = idle.withLock { idle -> Connection? in
            if let index = idle.lastIndex(where: { $0.host == host }) {
                return idle.remove(at: index).client
            }
            // Each keeps a few connections itself: the one that was unused longest is reused.
            return idle.count > 32 ? idle.removeFirst().client : nil
        }
        if let waiting { return waiting }
        return try Connection(cookies)
    }

    private func check(
        _ result: ct_result, _ words: String, _ place: HTTPPlace, _ exchange: Exchange,
        _ proxy: String?
    ) throws(RetrievalError) {
        let through = proxy.map(ProxySettings.shown)
        let host = place.authority + (through.map { " (through \($0))" } ?? "")
        let status = exchange.head?.status
        switch result {
        case ct_ok: return
        case ct_stopped: throw RetrievalError(.stopped, "stopped")
        case ct_dns:
            throw RetrievalError(.dns, "the name \(place.host) cannot be resolved (\(words))")
        case ct_connect: throw RetrievalError(.connect, "\(host) cannot be connected to (\(words))")
        case ct_proxy:
            throw RetrievalError(
                .connect,
                "\(through ?? "the proxy") cannot be used (\(words)): it is set by \"proxy\" in stillstore.json or by http_proxy, https_proxy or all_proxy"
            )
        case ct_proxy_refused:
            throw RetrievalError(
                .connect,
                "\(through ?? "the proxy") does not connect to \(place.authority) (it answered \(words))"
            )
        case ct_no_answer:
            throw RetrievalError(.connect, "\(host) closed the connection without an answer")
        case ct_refused_address:
            let address = exchange.refusedAddress ?? "an address"
            throw ResolvedHosts.refusal(place, "is at \(address) in a private network")
        case ct_tls:
            throw RetrievalError(
                .tls,
                "no trusted connection to \(host) (\(words)); an authority of your own is named by ca_file in stillstore.json or by SSL_CERT_FILE"
            )
        case ct_connect_timeout:
            throw RetrievalError(
                .timeout, "\(host) did not answer within \(seconds(settings.connectSeconds))")
        case ct_silent:
            throw RetrievalError(
                .timeout, "\(host) sent nothing within \(seconds(settings.answerSeconds))")
        case ct_timeout:
            throw RetrievalError(
                .timeout, "it was not done within \(seconds(settings.totalSeconds))",
                httpStatus: status)
        case ct_slow:
            throw RetrievalError(
                .timeout,
                "it came with less than \(settings.slowBytesPerSecond) bytes a second for \(settings.slowSeconds) s",
                httpStatus: status)
        case ct_cut_short:
            throw RetrievalError(
                .truncated, "the connection ended in the middle of the answer (\(words))",
                httpStatus: status)
        case ct_bad_url:
            throw RetrievalError(.unsupported, "it is not an address that can be fetched")
        default: throw RetrievalError(.badAnswer, "\(host): \(words)", httpStatus: status)
        }
    }

    private func seconds(_ value: Double) -> String {
        value == value.rounded() ? "\(Int(value)) s" : "\(value) s"
    }

    private func withRequest<Value>(
        _ request: HTTPRequest, _ proxy: String?, _ body: (UnsafePointer<ct_request>) -> Value
    ) -> Value {
        // Copies that C may use for the length of the call.
        var copies: [UnsafeMutablePointer<CChar>] = []
        defer { for copy in copies { free(copy) } }
        func text(_ value: String?) -> UnsafePointer<CChar>? {
            guard let value, let copy = strdup(value) else { return nil }
            copies.append(copy)
            return UnsafePointer(copy)
        }
        var raw = ct_request()
        raw.url = text(request.url)
        raw.user = text(request.credentials?.user)
        raw.password = text(request.credentials?.password)
        raw.ca_file = text(settings.caFile)
        raw.proxy = text(proxy)
        raw.user_agent = text(settings.userAgent)
        raw.connect_milliseconds = Int(settings.connectSeconds * 1000)
        raw.total_milliseconds = Int(settings.totalSeconds * 1000)
        raw.answer_milliseconds = Int(settings.answerSeconds * 1000)
        raw.slow_bytes_a_second = settings.slowBytesPerSecond
        raw.slow_seconds = settings.slowSeconds
        let headers = request.headers.map { text("\($0.name): \($0.value)") }
        raw.keeps_dots = request.keepsDots ? 1 : 0
        var bytes: [UInt8] = []
        switch request.method {
        case .get: raw.method = ct_method_get
        case .head: raw.method = ct_method_head
        case .post(let body):
            raw.method = ct_method_post
            bytes = body
        }
        return headers.withUnsafeBufferPointer { headers in
            raw.headers = headers.baseAddress
            raw.header_count = headers.count
            return bytes.withUnsafeBytes { bytes in
                raw.body = bytes.baseAddress
                raw.body_count = bytes.count
                return withUnsafePointer(to: raw) { body($0) }
            }
        }
    }
}
