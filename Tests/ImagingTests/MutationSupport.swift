@testable import Imaging

extension PictureLimits {
    /// Mutants claim any size; these keep what is taken on their word small.
    static let ofMutants: PictureLimits = {
        var limits = PictureLimits()
        limits.pixels = 1_000_000
        limits.side = 5_000
        limits.pixelBytes = 8 << 20
        limits.chunkBytes = 1 << 20
        limits.animationPixels = 2_000_000
        return limits
    }()
}

/// Damages pictures: a seeded sequence of changes, some blind and some that know where a format
/// keeps its lengths and sides. The same seed gives the same mutants in every run.
struct Mutator {
    private var random: Seeded

    init(seed: UInt64) { random = Seeded(seed) }

    /// One to three changes; at least one of them is near the start, where the headers are, in
    /// half of the mutants.
    mutating func mutant(of picture: [UInt8]) -> [UInt8] {
        var bytes = picture
        for _ in 0..<Int.random(in: 1...3, using: &random) { change(&bytes) }
        // A PNG whose checksums are wrong is refused before anything else is looked at.
        if Int.random(in: 0..<4, using: &random) > 0 { correctPNGChecksums(&bytes) }
        return bytes
    }

    private mutating func change(_ bytes: inout [UInt8]) {
        guard bytes.count > 16 else { return }
        let place = somewhere(in: bytes)
        switch Int.random(in: 0..<8, using: &random) {
        case 0: bytes[place] ^= 1 << UInt8.random(in: 0...7, using: &random)
        case 1: bytes[place] = [0, 1, 0x7F, 0x80, 0xFF].randomElement(using: &random)!
        case 2: bytes[place] = .random(in: 0...255, using: &random)
        case 3: bytes.removeLast(Int.random(in: 1..<bytes.count, using: &random))
        case 4:
            let count = Int.random(in: 1...64, using: &random)
            bytes.insert(contentsOf: (0..<count).map { _ in piece() }, at: place)
        case 5:
            bytes.removeSubrange(place..<min(bytes.count, place + count(upTo: 64)))
        case 6:
            let from = somewhere(in: bytes)
            let copied = Array(bytes[from..<min(bytes.count, from + count(upTo: 512))])
            bytes.insert(contentsOf: copied, at: place)
        default: setField(&bytes)
        }
    }

    /// A length or a side becomes something extreme, in the file's own byte order.
    private mutating func setField(_ bytes: inout [UInt8]) {
        let fields = lengthsAndSides(of: bytes)
        guard let field = fields.randomElement(using: &random) else { return }
        let largest = UInt64(1) << UInt64(field.count * 8) - 1
        let value = [0, 1, 2, 3, largest, largest - 1, largest / 2, largest / 2 + 1, 65_000]
            .randomElement(using: &random)!
        for index in 0..<field.count {
            let shift = UInt64(8 * (isBigEndian(bytes) ? field.count - 1 - index : index))
            bytes[field.lowerBound + index] = UInt8(truncatingIfNeeded: value >> shift)
        }
    }

    private mutating func somewhere(in bytes: [UInt8]) -> Int {
        let end = Bool.random(using: &random) ? min(bytes.count, 128) : bytes.count
        return Int.random(in: 0..<end, using: &random)
    }

    private mutating func count(upTo most: Int) -> Int { Int.random(in: 1...most, using: &random) }

    private mutating func piece() -> UInt8 { .random(in: 0...255, using: &random) }
}

private func isBigEndian(_ bytes: [UInt8]) -> Bool { bytes[0] == 0xFF || bytes[0] == 0x89 }

/// Where the lengths of chunks or segments and the sides of pictures lie.
private func lengthsAndSides(of bytes: [UInt8]) -> [Range<Int>] {
    let fields =
        switch PictureFormat.sniff(bytes) {
        case .png: pngFields(bytes)
        case .jpeg: jpegFields(bytes)
        case .webp: webpFields(bytes)
        case .gif: gifFields(bytes)
        case nil: [Range<Int>]()
        }
    return fields.filter { $0.upperBound <= bytes.count }
}

private func pngFields(_ bytes: [UInt8]) -> [Range<Int>] {
    var fields = [16..<20, 20..<24]
    var offset = 8
    while offset + 12 <= bytes.count {
        fields.append(offset..<(offset + 4))
        offset += 12 + integer(bytes, offset, 4)
    }
    return fields
}

private func jpegFields(_ bytes: [UInt8]) -> [Range<Int>] {
    var fields: [Range<Int>] = []
    var offset = 2
    while offset + 10 < bytes.count, bytes[offset] == 0xFF {
        fields.append((offset + 2)..<(offset + 4))
        if (0xC0...0xC2).contains(bytes[offset + 1]) {
            fields += [(offset + 5)..<(offset + 7), (offset + 7)..<(offset + 9)]
        }
        offset += 2 + integer(bytes, offset + 2, 2)
    }
    return fields
}

private func webpFields(_ bytes: [UInt8]) -> [Range<Int>] {
    var fields = [4..<8, 24..<27, 27..<30]
    var offset = 12
    while offset + 8 <= bytes.count {
        fields.append((offset + 4)..<(offset + 8))
        if bytes[offset..<(offset + 4)].elementsEqual("ANMF".utf8) {
            for side in 0..<4 { fields.append((offset + 8 + side * 3)..<(offset + 11 + side * 3)) }
        }
        let length = integer(Array(bytes[(offset + 4)..<(offset + 8)].reversed()), 0, 4)
        offset += 8 + length + length % 2
    }
    return fields
}

private func gifFields(_ bytes: [UInt8]) -> [Range<Int>] {
    var fields = [6..<8, 8..<10]
    // Any 0x2C may begin a frame; the few that do not are blind changes like the others.
    for offset in bytes.indices.prefix(2000) where bytes[offset] == 0x2C {
        for side in 0..<4 { fields.append((offset + 1 + side * 2)..<(offset + 3 + side * 2)) }
    }
    return fields
}

private func integer(_ bytes: [UInt8], _ offset: Int, _ count: Int) -> Int {
    bytes[offset..<(offset + count)].reduce(0) { $0 << 8 | Int($1) }
}

private func correctPNGChecksums(_ bytes: inout [UInt8]) {
    guard PictureFormat.sniff(bytes) == .png else { return }
    var offset = 8
    while offset + 12 <= bytes.count {
        let end = offset + 8 + integer(bytes, offset, 4)
        guard end + 4 <= bytes.count else { return }
        let sum = crc32(Array(bytes[(offset + 4)..<end]))
        bytes.replaceSubrange(end..<(end + 4), with: bigEndian(sum))
        offset = end + 4
    }
}

/// An RGB profile (ICC.1:2022) whose only colour tag is D2B1, a list of steps that are all the
/// same bytes: a matrix that doubles.
func profileOfRepeatedSteps(_ count: Int) -> [UInt8] {
    let doubled: [Float] = [2, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0]
    let step =
        Array("matf".utf8) + bigEndian(UInt32(0)) + bigEndian(UInt16(3)) + bigEndian(UInt16(3))
        + doubled.flatMap { bigEndian($0.bitPattern) }
    let place = bigEndian(UInt32(16 + 8 * count)) + bigEndian(UInt32(step.count))
    let tag =
        Array("mpet".utf8) + bigEndian(UInt32(0)) + bigEndian(UInt16(3)) + bigEndian(UInt16(3))
        + bigEndian(UInt32(count)) + Array(repeating: place, count: count).flatMap { $0 } + step
    let directory =
        bigEndian(UInt32(1)) + Array("D2B1".utf8) + bigEndian(UInt32(144))
        + bigEndian(UInt32(tag.count))
    let words = "mntrRGB XYZ "
    var header = bigEndian(UInt32(144 + tag.count)) + Array("lcms".utf8)
    header += bigEndian(UInt32(0x0430_0000)) + Array(words.utf8) + [UInt8](repeating: 0, count: 12)
    header += Array("acsp".utf8) + [UInt8](repeating: 0, count: 28)
    header += [0xF6D6, 0x10000, 0xD32D].flatMap { bigEndian(UInt32($0)) }
    return header + [UInt8](repeating: 0, count: 128 - header.count) + directory + tag
}
