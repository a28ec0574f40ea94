/// C2PA stores that tests write: JUMBF boxes with CBOR in them.
enum C2PAFixture {
    indirect enum Value: ExpressibleByStringLiteral, ExpressibleByDictionaryLiteral,
        ExpressibleByArrayLiteral
    {
        case text(String)
        case bytes(Int)
        case map([(String, Value)])
        case list([Value])

        init(stringLiteral text: String) { self = .text(text) }
        init(dictionaryLiteral members: (String, Value)...) { self = .map(members) }
        init(arrayLiteral values: Value...) { self = .list(values) }

        var cbor: [UInt8] {
            switch self {
            case .text(let text): Value.head(3, text.utf8.count) + Array(text.utf8)
            case .bytes(let count): Value.head(2, count) + Array(repeating: 9, count: count)
            case .map(let members):
                Value.head(5, members.count)
                    + members.flatMap { Value.text($0).cbor + $1.cbor }
            case .list(let values):
                // Indefinite, as some writers have it.
                [0x9F] + values.flatMap(\.cbor) + [0xFF]
            }
        }

        private static func head(_ major: UInt8, _ count: Int) -> [UInt8] {
            count < 24 ? [major << 5 | UInt8(count)] : [major << 5 | 25] + big(count, 2)
        }
    }

    static func superbox(_ kind: String, _ label: String, _ content: [UInt8]) -> [UInt8] {
        let uuid = Array(kind.utf8) + Array(repeating: 0x11, count: 12)
        let description = BMFFFixture.box("jumd", uuid + [3] + Array(label.utf8) + [0])
        return BMFFFixture.box("jumb", description + content)
    }

    static func assertion(_ label: String, _ value: Value) -> [UInt8] {
        superbox("cbor", label, BMFFFixture.box("cbor", value.cbor))
    }

    static func manifest(
        _ label: String, claim: Value, claimLabel: String = "c2pa.claim.v2",
        assertions: [(String, Value)]
    ) -> [UInt8] {
        let list = assertions.flatMap { assertion($0.0, $0.1) }
        return superbox(
            "c2ma", label,
            superbox("c2cs", "c2pa.signature", BMFFFixture.box("cbor", Value.bytes(40).cbor))
                + superbox("c2cl", claimLabel, BMFFFixture.box("cbor", claim.cbor))
                + superbox("c2as", "c2pa.assertions", list))
    }

    static func store(_ manifests: [[UInt8]]) -> [UInt8] {
        superbox("c2pa", "c2pa", manifests.flatMap(\.self))
    }

    /// `JP` segments of at most `size` bytes of boxes each.
    static func segments(
        _ store: [UInt8], instance: Int, firstSequence: Int, size: Int
    ) -> [(marker: UInt8, payload: [UInt8])] {
        var segments: [(marker: UInt8, payload: [UInt8])] = []
        var rest = store[8...]
        var sequence = firstSequence
        while !rest.isEmpty {
            let part = rest.prefix(size)
            rest = rest.dropFirst(part.count)
            segments.append(
                (0xEB, Array("JP".utf8) + big(instance, 2) + big(sequence, 4) + store[..<8] + part))
            sequence += 1
        }
        return segments
    }
}
