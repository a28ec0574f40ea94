/// TIFF blocks as EXIF writers make them.
struct TIFFFixture {
    struct Entry {
        var tag: Int
        var type: Int
        var value: [UInt8]
    }

    var isBigEndian = true
    var first: [Entry] = []
    var exif: [Entry] = []

    static func ascii(_ tag: Int, _ text: String) -> Entry {
        Entry(tag: tag, type: 2, value: Array(text.utf8) + [0])
    }

    static func userComment(_ text: String, bigEndian: Bool) -> Entry {
        Entry(
            tag: 0x9286, type: 7,
            value: Array("UNICODE\0".utf8) + utf16(text, bigEndian: bigEndian))
    }

    private func number(_ value: Int, _ count: Int) -> [UInt8] {
        isBigEndian ? big(value, count) : little(value, count)
    }

    func bytes() -> [UInt8] {
        var entries = first
        let exifOffset = 8 + 2 + (first.count + (exif.isEmpty ? 0 : 1)) * 12 + 4
        if !exif.isEmpty {
            entries.append(Entry(tag: 0x8769, type: 4, value: number(exifOffset, 4)))
        }
        let exifBytes = exif.isEmpty ? 0 : 2 + exif.count * 12 + 4
        var values: [UInt8] = []
        let valuesOffset = exifOffset + exifBytes
        func directory(_ entries: [Entry]) -> [UInt8] {
            var bytes = number(entries.count, 2)
            for entry in entries {
                let size = [1: 1, 2: 1, 3: 2, 4: 4, 7: 1][entry.type] ?? 1
                bytes += number(entry.tag, 2) + number(entry.type, 2)
                bytes += number(entry.value.count / size, 4)
                if entry.value.count <= 4 {
                    bytes += entry.value + Array(repeating: 0, count: 4 - entry.value.count)
                } else {
                    bytes += number(valuesOffset + values.count, 4)
                    values += entry.value
                }
            }
            return bytes + [0, 0, 0, 0]
        }
        var bytes = Array((isBigEndian ? "MM" : "II").utf8) + number(42, 2) + number(8, 4)
        bytes += directory(entries)
        if !exif.isEmpty { bytes += directory(exif) }
        return bytes + values
    }
}
