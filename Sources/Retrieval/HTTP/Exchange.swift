import CTransfer

/// One request and its response, between libcurl's callbacks and the reader.
final class Exchange {
    private(set) var head: HTTPHead?
    /// Where the answer points, if it is a redirect.
    private(set) var redirect: [UInt8]?
    private(set) var error: RetrievalError?
    private(set) var refusedAddress: String?

    private let reader: any ResponseReader
    private let addresses: AddressRule
    private let place: HTTPPlace
    private let asksToStop: () -> Bool
    private var building: HTTPHead?
    /// As it was sent: it may be in any encoding.
    private var location: [UInt8]?
    private var headerBytes = 0
    private var redirectBytes = 0

    /// With the bit of lower case set in every byte.
    private static let locationName = Array("location:".utf8)
    /// More header than any server needs.
    private static let headerLimit = 256 << 10

    init(
        _ reader: any ResponseReader, _ addresses: AddressRule, _ place: HTTPPlace,
        _ isStopped: @escaping () -> Bool
    ) {
        self.reader = reader
        self.addresses = addresses
        self.place = place
        asksToStop = isStopped
    }

    /// Valid while this exchange lives.
    var listener: ct_listener {
        ct_listener(
            context: Unmanaged.passUnretained(self).toOpaque(),
            may_connect: { context, address, port in
                guard let address else { return 0 }
                return exchange(context).mayConnect(String(cString: address), Int(port)) ? 1 : 0
            },
            on_header: { context, bytes, count in
                let line = UnsafeRawBufferPointer(start: bytes, count: count)
                return exchange(context).step { own throws(RetrievalError) in try own.header(line) }
            },
            on_body: { context, bytes, count in
                let piece = UnsafeRawBufferPointer(start: bytes, count: count)
                return exchange(context).step { own throws(RetrievalError) in try own.body(piece) }
            },
            on_tick: { context in exchange(context).isStopped ? 0 : 1 })
    }

    var isStopped: Bool { asksToStop() }

    private func mayConnect(_ address: String, _ port: Int) -> Bool {
        // Link-local addresses come with their interface.
        let plain = String(address.prefix { $0 != "%" })
        if addresses.permits(plain, port: port, host: place.host) { return true }
        refusedAddress = plain
        return false
    }

    private func step(_ step: (Exchange) throws(RetrievalError) -> Bool) -> Int32 {
        do throws(RetrievalError) {
            return try step(self) ? 1 : 0
        } catch {
            self.error = error
            return 0
        }
    }

    private func header(_ line: UnsafeRawBufferPointer) throws(RetrievalError) -> Bool {
        headerBytes += line.count
        guard headerBytes <= Exchange.headerLimit else {
            throw RetrievalError(.badAnswer, "\(place.authority) sent more than 256 KiB of headers")
        }
        let text = String(decoding: line, as: UTF8.self)
        guard head == nil else { return true }  // trailers
        if building == nil {
            // "HTTP/1.1 200 OK"
            let words = text.split(separator: " ", maxSplits: 2)
            guard text.hasPrefix("HTTP/"), words.count >= 2, let status = Int(words[1]) else {
                throw RetrievalError(.badAnswer, "\(place.authority) does not speak HTTP")
            }
            building = HTTPHead(status: status)
            location = nil
        } else if !line.isEmpty {
            building?.add(line: text)
            if line.count > 9, line.prefix(9).map({ $0 | 0x20 }) == Exchange.locationName {
                let value = line.dropFirst(9).drop { $0 == 0x20 || $0 == 0x09 }
                location = Array(value.reversed().drop { $0 == 0x20 || $0 == 0x09 }.reversed())
            }
        } else if let done = building {
            building = nil
            if done.status >= 200 { try finish(done) }
        }
        return true
    }

    private func finish(_ head: HTTPHead) throws(RetrievalError) {
        self.head = head
        if [301, 302, 303, 307, 308].contains(head.status), let location {
            redirect = location
        } else {
            try reader.head(head)
        }
    }

    private func body(_ bytes: UnsafeRawBufferPointer) throws(RetrievalError) -> Bool {
        // Short bodies of redirects are read, so that the connection can be used again.
        if redirect != nil {
            redirectBytes += bytes.count
            return redirectBytes < 16 << 10
        }
        try reader.body(bytes)
        return true
    }
}

private func exchange(_ context: UnsafeMutableRawPointer?) -> Exchange {
    Unmanaged<Exchange>.fromOpaque(context!).takeUnretainedValue()
}
