import ArgumentParser

/// A number of bytes as typed: `1048576`, `500k`, `20M`, `2GiB`. A unit is a power of 1024.
struct ByteSize: ExpressibleByArgument {
    let bytes: UInt64

    init?(argument: String) {
        var text = argument.uppercased()
        for ending in ["IB", "B"] where text.hasSuffix(ending) {
            text.removeLast(ending.count)
            break
        }
        let units: [Character: Double] = [
            "K": 1024, "M": 1_048_576, "G": 1_073_741_824, "T": 1_099_511_627_776,
        ]
        let unit = text.last.flatMap { units[$0] }
        if unit != nil { text.removeLast() }
        guard let count = Double(text), count > 0, count * (unit ?? 1) < 1e18 else { return nil }
        bytes = UInt64(count * (unit ?? 1))
    }
}
