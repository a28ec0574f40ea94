/// One HTTP request. Its URL and headers may hold credentials and are never shown.
package struct HTTPRequest: Sendable {
    package enum Method: Sendable, Equatable {
        case get, head
        /// With a body, which is sent to the first host only.
        case post([UInt8])
    }

    package struct Credentials: Sendable, Equatable {
        package let user, password: String

        package init(user: String, password: String) {
            self.user = user
            self.password = password
        }
    }

    package var url: String
    package var method = Method.get
    /// Sent to the first host and to redirects within it only.
    package var headers: [(name: String, value: String)] = []
    package var credentials: Credentials?
    package var addresses: AddressRule
    /// `.` and `..` in the path are sent as they are, and not taken for steps.
    var keepsDots = false

    package init(url: String, addresses: AddressRule) {
        self.url = url
        self.addresses = addresses
    }

    /// The name and password that an address has are its credentials.
    init(_ address: WebAddress, addresses: AddressRule) {
        var plain = address
        (plain.user, plain.password) = (nil, nil)
        self.init(url: plain.text, addresses: addresses)
        credentials = address.credentials
    }
}

extension WebAddress {
    var credentials: HTTPRequest.Credentials? {
        guard let user, !user.isEmpty else { return nil }
        return HTTPRequest.Credentials(
            user: WebAddress.decoded(user), password: WebAddress.decoded(password ?? ""))
    }
}

/// The status and headers of an answer.
package struct HTTPHead: Sendable, Equatable {
    package let status: Int
    /// Names in lower case.
    package private(set) var headers: [(name: String, value: String)]
    /// Of the request that it answers: the last, after redirects.
    package var url = ""

    package init(status: Int, headers: [(name: String, value: String)] = []) {
        self.status = status
        self.headers = headers
    }

    mutating func add(line: String) {
        guard let colon = line.firstIndex(of: ":") else { return }
        let value = line[line.index(after: colon)...].trimming { $0 == " " || $0 == "\t" }
        headers.append((line[..<colon].lowercased(), String(value)))
    }

    /// The last header of that name, given in lower case.
    package subscript(name: String) -> String? { headers.last { $0.name == name }?.value }

    /// All headers of that name.
    package func all(_ name: String) -> [String] {
        headers.filter { $0.name == name }.map(\.value)
    }

    package static func == (one: HTTPHead, other: HTTPHead) -> Bool {
        one.status == other.status
            && one.headers.elementsEqual(other.headers) {
                $0.name == $1.name && $0.value == $1.value
            }
    }
}

extension Substring {
    func trimmingStart(_ isTrimmed: (Character) -> Bool) -> Substring { drop(while: isTrimmed) }

    func trimming(_ isTrimmed: (Character) -> Bool) -> Substring {
        var text = self
        while let first = text.first, isTrimmed(first) { text.removeFirst() }
        while let last = text.last, isTrimmed(last) { text.removeLast() }
        return text
    }
}

/// Receives a response as it arrives. Errors thrown here end the transfer.
package protocol ResponseReader: AnyObject {
    /// Once, with the final answer: not for redirects that are followed.
    func head(_ head: HTTPHead) throws(RetrievalError)
    func body(_ bytes: UnsafeRawBufferPointer) throws(RetrievalError)
}

/// The limits of every transfer.
package struct TransferSettings: Sendable, Equatable {
    package var connectSeconds = 15.0
    package var totalSeconds = 3600.0
    /// From the request to the first byte of its answer: a server may have to make the picture.
    package var answerSeconds = 60.0
    /// A transfer below this speed for so long has timed out.
    package var slowBytesPerSecond = 1024
    package var slowSeconds = 30
    package var redirects = 5
    /// PEM file of certificate authorities; the system's when nil.
    package var caFile: String?
    package var proxies = ProxySettings()
    package var userAgent = "stillstore"
    /// Sent with the first request of each source, and to redirects within its host.
    package var referer: String?
    /// The same, to hosts that a person named.
    package var headers: [HTTPField] = []

    package init() {}
}
