extension FaultVisit {
    /// Behaviours that break the transfer of a body.
    static let transferFaults: [String: Answer] = [
        "truncate": { visit in
            visit.sendHalf(of: visit.file)
            visit.connection.close()
        },
        "chunked-truncate": { visit in
            let half = visit.bytes.prefix(visit.bytes.count / 2)
            visit.beginChunks()
            visit.sendChunk(Array(half))
            visit.connection.close()
        },
        "reset": { visit in
            visit.sendHalf(of: visit.file)
            visit.connection.reset()
        },
        "refuse": { $0.connection.reset() },
        "stall": { visit in
            visit.sendHalf(of: visit.file)
            visit.connection.stall()
        },
        "silent": { $0.connection.stall() },
        "long": { visit in
            visit.begin(visit.file, length: visit.bytes.count + 1000)
            visit.connection.write(visit.bytes)
            visit.connection.close()
        },
        "short": { visit in
            visit.begin(visit.file, length: visit.bytes.count / 2)
            visit.connection.write(visit.bytes)
            visit.connection.close()
        },
        "huge": { visit in
            visit.begin(visit.file, length: 10_000_000_000_000)
            let zeros = [UInt8](repeating: 0, count: 65_536)
            while visit.connection.write(zeros) {}
            visit.connection.close()
        },
        "endless": { visit in
            visit.beginChunks()
            // A decoder that looks at the start only takes this for a picture.
            visit.sendChunk([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
            let zeros = [UInt8](repeating: 0, count: 65_536)
            while visit.sendChunk(zeros) {}
            visit.connection.close()
        },
        "slow-headers": { visit in
            var text = "HTTP/1.1 200 Fine\r\n"
            let length = ("Content-Length", String(visit.bytes.count))
            for (name, value) in visit.file.wholeAnswerHeaders + [length] {
                text += "\(name): \(value)\r\n"
            }
            for byte in Array((text + "\r\n").utf8) + visit.bytes {
                guard visit.connection.write([byte]) else { return }
            }
        },
        "bad-headers": { visit in
            // Just past the 300 KiB that libcurl puts up with.
            let filler = String(repeating: "x", count: 1000)
            let lines = (1...320).map { ("X-Filler-\($0)", filler) }
            visit.connection.respond(
                200, headers: visit.file.wholeAnswerHeaders + lines, body: visit.bytes)
        },
    ]

    private func beginChunks() {
        connection.begin(
            200, headers: [("Content-Type", "image/png"), ("Transfer-Encoding", "chunked")])
    }

    @discardableResult
    private func sendChunk(_ bytes: [UInt8]) -> Bool {
        let size = String(bytes.count, radix: 16) + "\r\n"
        return connection.write(Array(size.utf8) + bytes + Array("\r\n".utf8))
    }
}
