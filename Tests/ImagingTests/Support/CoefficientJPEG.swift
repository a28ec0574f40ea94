@testable import Imaging

/// A baseline JPEG made from random coefficients, coded by random Huffman tables: what no encoder
/// would write, and every decoder must read (ITU-T T.81, Annexes B, C and F).
struct CoefficientJPEG {
    enum Contents: CaseIterable {
        /// A few numbers in each block, as pictures have.
        case few
        /// A number at every place, to the very last one.
        case full
        /// Long runs of nothing between numbers.
        case sparse
        /// Nothing but the mean of each block.
        case flat
    }

    var width, height: Int
    /// Horizontal and vertical sampling of luminance; chroma, where there is any, has 1 × 1.
    var sampling = (horizontal: 2, vertical: 2)
    var isGrey = false
    var contents = Contents.few
    /// MCUs between restart markers; 0 for none.
    var interval = 0
    /// What numbers are multiplied by.
    var step = 3
    /// How large numbers become, multiplied. Above some hundreds samples leave their range widely.
    var loudness = 60
    var seed: UInt64

    var bytes: [UInt8] {
        var random = Seeded(seed)
        var tables: [Tables] = []
        for _ in 0..<2 {
            let dc = HuffmanCodes(of: CoefficientJPEG.means, &random)
            tables.append(
                Tables(dc: dc, ac: HuffmanCodes(of: CoefficientJPEG.alternating, &random)))
        }
        let parts: [UInt8] = isGrey ? [1] : [1, 2, 3]
        var frame: [UInt8] = [8]
        frame += bigEndian(UInt16(height)) + bigEndian(UInt16(width)) + [UInt8(parts.count)]
        for part in parts { frame += [part, part == 1 ? factors : 0x11, 0] }
        var start: [UInt8] = [UInt8(parts.count)]
        for part in parts { start += [part, part == 1 ? 0 : 0x11] }
        start += [0, 63, 0]

        var file: [UInt8] = [0xFF, 0xD8]
        file += segment(0xDB, [0] + [UInt8](repeating: UInt8(step), count: 64))
        file += segment(0xC0, frame)
        for number in [0, 1] as [UInt8] {
            file += segment(0xC4, [number] + tables[Int(number)].dc.definition)
            file += segment(0xC4, [0x10 | number] + tables[Int(number)].ac.definition)
        }
        if interval > 0 { file += segment(0xDD, bigEndian(UInt16(interval))) }
        file += segment(0xDA, start)
        file += scan(tables, &random)
        return file + [0xFF, 0xD9]
    }

    private var factors: UInt8 {
        isGrey ? 0x11 : UInt8(sampling.horizontal << 4 | sampling.vertical)
    }

    private func segment(_ marker: UInt8, _ body: [UInt8]) -> [UInt8] {
        [0xFF, marker] + bigEndian(UInt16(body.count + 2)) + body
    }

    private struct Tables {
        let dc, ac: HuffmanCodes
    }

    private func scan(_ tables: [Tables], _ random: inout Seeded) -> [UInt8] {
        let (across, down) = isGrey ? (1, 1) : (sampling.horizontal, sampling.vertical)
        let columns = (width + across * 8 - 1) / (across * 8)
        let units = columns * ((height + down * 8 - 1) / (down * 8))
        var bits = ScanBits()
        var previous = [0, 0, 0]
        for unit in 0..<units {
            if interval > 0, unit > 0, unit % interval == 0 {
                bits.restart(unit / interval - 1)
                previous = [0, 0, 0]
            }
            for part in 0..<(isGrey ? 1 : 3) {
                let (dc, ac) = (tables[min(part, 1)].dc, tables[min(part, 1)].ac)
                for _ in 0..<(part == 0 ? across * down : 1) {
                    let mean = Int.random(in: -1000...1000, using: &random) / step
                    bits.append(mean - previous[part], run: 0, dc)
                    previous[part] = mean
                    appendRest(to: &bits, ac, &random)
                }
            }
        }
        return bits.finished
    }

    private func appendRest(
        to bits: inout ScanBits, _ codes: HuffmanCodes, _ random: inout Seeded
    ) {
        let most = max(1, loudness / step)
        var place = 1
        while place < 64 {
            let run: Int
            switch contents {
            case .flat: return bits.append(symbol: 0, codes)
            case .full: run = 0
            case .few:
                if Int.random(in: 0..<8, using: &random) == 0 {
                    return bits.append(symbol: 0, codes)
                }
                run = Int.random(in: 0...3, using: &random)
            case .sparse: run = Int.random(in: 0...50, using: &random)
            }
            guard place + run < 64 else { return bits.append(symbol: 0, codes) }
            for _ in 0..<(run / 16) { bits.append(symbol: 0xF0, codes) }
            let size = Int.random(in: 1...most, using: &random)
            bits.append(Bool.random(using: &random) ? size : -size, run: run % 16, codes)
            place += run + 1
        }
    }

    /// The end of a block, sixteen times nothing, and each run before each size of number.
    private static let alternating: [UInt8] = {
        var symbols: [UInt8] = [0, 0xF0]
        for run in 0...15 as ClosedRange<UInt8> {
            for size in 1...10 as ClosedRange<UInt8> { symbols.append(run << 4 | size) }
        }
        return symbols
    }()

    /// Sizes of a mean's difference from the one before.
    private static let means: [UInt8] = Array(0...11)
}

/// Random lengths of codes, short and long, for symbols in random order.
struct HuffmanCodes {
    private(set) var codes: [UInt8: (bits: Int, length: Int)] = [:]
    /// As DHT has it: how many codes of each length, and their symbols.
    private(set) var definition: [UInt8]

    init(of symbols: [UInt8], _ random: inout Seeded) {
        let shuffled = symbols.shuffled(using: &random)
        let share = Int.random(in: 3...7, using: &random)
        var counts: [UInt8] = []
        var (next, free, code) = (0, 2, 0)
        for length in 1...16 {
            // A share of the codes that are left, so that longer ones remain for the others.
            let count =
                length == 16 ? shuffled.count - next : min(shuffled.count - next, free / share)
            counts.append(UInt8(count))
            for _ in 0..<count {
                codes[shuffled[next]] = (code, length)
                (next, code) = (next + 1, code + 1)
            }
            free = (free - count) * 2
            code <<= 1
        }
        definition = counts + shuffled
    }
}

/// Bits of a scan, with zeros stuffed behind bytes of ones.
private struct ScanBits {
    private var bytes: [UInt8] = []
    private var held = 0
    private var count = 0

    mutating func append(_ number: Int, run: Int, _ codes: HuffmanCodes) {
        let size = Int.bitWidth - abs(number).leadingZeroBitCount
        append(symbol: UInt8(run << 4 | size), codes)
        append(number < 0 ? number + (1 << size) - 1 : number, size)
    }

    mutating func append(symbol: UInt8, _ codes: HuffmanCodes) {
        let code = codes.codes[symbol]!
        append(code.bits, code.length)
    }

    private mutating func append(_ bits: Int, _ length: Int) {
        for bit in (0..<length).reversed() {
            held = held << 1 | (bits >> bit & 1)
            count += 1
            guard count == 8 else { continue }
            bytes.append(UInt8(held))
            if held == 0xFF { bytes.append(0) }
            (held, count) = (0, 0)
        }
    }

    mutating func restart(_ number: Int) {
        fill()
        bytes += [0xFF, 0xD0 + UInt8(number % 8)]
    }

    private mutating func fill() { while count > 0 { append(1, 1) } }

    var finished: [UInt8] {
        var whole = self
        whole.fill()
        return whole.bytes
    }
}
