/// Reads the texts of a TIFF block (TIFF 6.0, section 2; EXIF 2.32, 4.6). Offsets that lead out of
/// the block are passed over, and a directory is read once, whatever points to it.
struct EXIFBlock {
    private(set) var texts: [(tag: EXIFTag, text: String)] = []
    private(set) var problem: String?

    private let bytes: ArraySlice<UInt8>
    private let isBigEndian: Bool
    private let limits: MetadataLimits
    private var visited: Set<Int> = []
    private var entriesLeft: Int
    /// Tags may all point to one value; each copy of it counts.
    private(set) var bytesLeft: Int

    private static let exifDirectory = 0x8769

    /// `bytesLeft` is what all blocks of a file may still give.
    init(_ bytes: ArraySlice<UInt8>, limits: MetadataLimits, bytesLeft: Int) {
        self.bytes = bytes
        self.limits = limits
        isBigEndian = bytes.starts(with: "MM")
        entriesLeft = limits.exifEntries
        self.bytesLeft = bytesLeft
        guard bytes.starts(with: "MM\0*") || bytes.starts(with: "II*\0"), let first = number32(4)
        else {
            problem = bytes.isEmpty ? nil : "no TIFF header"
            return
        }
        readDirectory(at: first, depth: 0)
    }

    private func number16(_ offset: Int) -> Int? {
        bytes.integer(offset, 2, bigEndian: isBigEndian).map(Int.init)
    }

    private func number32(_ offset: Int) -> Int? {
        bytes.integer(offset, 4, bigEndian: isBigEndian).map(Int.init)
    }

    private mutating func readDirectory(at offset: Int, depth: Int) {
        guard depth < limits.exifDepth, visited.insert(offset).inserted else { return }
        guard let count = number16(offset) else {
            problem = "a directory outside of the block"
            return
        }
        for index in 0..<count {
            guard entriesLeft > 0 else {
                problem = "more than \(limits.exifEntries) entries"
                return
            }
            entriesLeft -= 1
            let entry = offset + 2 + index * 12
            guard let tag = number16(entry), let type = number16(entry + 2),
                let values = number32(entry + 4), let valueOffset = number32(entry + 8)
            else {
                problem = "a directory that is cut off"
                return
            }
            if tag == Self.exifDirectory {
                readDirectory(at: valueOffset, depth: depth + 1)
            } else if let tag = EXIFTag(rawValue: tag) {
                readValue(tag, type, count: values, entry: entry, valueOffset: valueOffset)
            }
        }
    }

    /// Bytes per value of TIFF types 1 to 12.
    private static let typeBytes = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8]

    private mutating func readValue(
        _ tag: EXIFTag, _ type: Int, count: Int, entry: Int, valueOffset: Int
    ) {
        guard Self.typeBytes.indices.contains(type), Self.typeBytes[type] > 0 else { return }
        let size = count * Self.typeBytes[type]
        guard size > 0 else { return }
        let value = bytes.part(size <= 4 ? entry + 8 : valueOffset, size)
        if value.count < size { problem = "\(tag.name) reaches out of the block" }
        guard !value.isEmpty, value.count <= bytesLeft else { return }
        bytesLeft -= value.count
        let text = decode(tag, value)
        if !text.isEmpty { texts.append((tag, text)) }
    }

    /// UserComment is decoded in whatever directory and of whatever type it is: Pillow writes it
    /// as ASCII into the first directory.
    private func decode(_ tag: EXIFTag, _ value: ArraySlice<UInt8>) -> String {
        switch tag {
        case .userComment: UserComment.decode(value, bigEndian: isBigEndian)
        case .xpTitle, .xpComment:
            TextDecoding.utf16(value, bigEndian: false).trimmed
        default: TextDecoding.text(value)
        }
    }
}

extension ArraySlice<UInt8> {
    /// A TIFF block without the `Exif\0\0` that belongs to JPEG.
    var withoutEXIFPrefix: ArraySlice<UInt8> { starts(with: "Exif\0") ? dropFirst(6) : self }
}
