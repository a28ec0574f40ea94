/// A bucket `b` as S3 serves it, of any keys: they are told apart by their bytes.
package final class KeyServer: Sendable {
    package let server: LoopbackServer

    /// - Parameters:
    ///   - encodesKeys: whether the listing's keys are encoded, as asked for; some servers do not.
    ///   - takesSteps: whether `.` and `..` in a target are taken for steps, as proxies do.
    package init(
        _ objects: [(key: [UInt8], bytes: [UInt8])], encodesKeys: Bool = true,
        takesSteps: Bool = false
    ) throws {
        server = try LoopbackServer { request, connection in
            if request.parameter("list-type") != nil {
                let prefix = Array((request.parameter("prefix") ?? "").utf8)
                let found = objects.filter { $0.key.starts(with: prefix) }
                    .sorted { $0.key.lexicographicallyPrecedes($1.key) }
                let page = KeyServer.page(found, encodesKeys: encodesKeys)
                return connection.respond(200, body: Array(page.utf8))
            }
            var target = Array(request.target.dropFirst("/b/".count).utf8)
            if takesSteps { target = KeyServer.stepped(target) }
            let key = KeyServer.decoded(target)
            guard let object = objects.first(where: { $0.key == key }) else {
                return connection.respond(404)
            }
            connection.respond(
                200, headers: [("ETag", KeyServer.tag(object.bytes))], body: object.bytes)
        }
    }

    private static func page(
        _ objects: [(key: [UInt8], bytes: [UInt8])], encodesKeys: Bool
    ) -> String {
        let contents = objects.map { key, bytes in
            let text =
                encodesKeys
                ? encoded(key)
                : String(decoding: key, as: UTF8.self).replacing("&", with: "&amp;")
                    .replacing("<", with: "&lt;")
            let tag = tag(bytes).replacing("\"", with: "&quot;")
            return
                "<Contents><Key>\(text)</Key><Size>\(bytes.count)</Size><ETag>\(tag)</ETag></Contents>"
        }
        return "<ListBucketResult>" + (encodesKeys ? "<EncodingType>url</EncodingType>" : "")
            + "<IsTruncated>false</IsTruncated>" + contents.joined() + "</ListBucketResult>"
    }

    private static func tag(_ bytes: [UInt8]) -> String {
        "\"\(bytes.reduce(UInt64(bytes.count)) { $0 &* 31 &+ UInt64($1) })\""
    }

    private static func encoded(_ key: [UInt8]) -> String {
        key.map { byte in
            let hex = String(byte, radix: 16, uppercase: true)
            return byte == 0x20 ? "+" : "%" + (byte < 16 ? "0" : "") + hex
        }.joined()
    }

    private static func decoded(_ target: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = []
        var rest = target[...]
        while let byte = rest.popFirst() {
            let digits = String(decoding: rest.prefix(2), as: UTF8.self)
            if byte == UInt8(ascii: "%"), let value = UInt8(digits, radix: 16) {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return bytes
    }

    private static func stepped(_ target: [UInt8]) -> [UInt8] {
        var kept: [[UInt8]] = []
        for part in target.split(separator: 0x2F, omittingEmptySubsequences: false) {
            if part == Array("..".utf8)[...] {
                _ = kept.popLast()
            } else if part != [0x2E] {
                kept.append(Array(part))
            }
        }
        return Array(kept.joined(separator: [0x2F]))
    }
}
