/// A GIF put together by hand (GIF89a specification), with a real LZW encoder.
struct GIFFile {
    struct Frame {
        var left = 0
        var top = 0
        var width, height: Int
        /// Row by row, top to bottom, whatever the stored order is.
        var indices: [UInt8]
        var isInterlaced = false
        var transparent: UInt8?
        var palette: [UInt8] = []
    }

    var width, height: Int
    /// Three bytes a colour; 2, 4, … 256 colours.
    var palette: [UInt8]
    var frames: [Frame]

    var bytes: [UInt8] {
        var file = Array("GIF89a".utf8)
        file += littleEndian(UInt16(width)) + littleEndian(UInt16(height))
        file += [tableFlags(palette), 0, 0] + palette
        for frame in frames { file += blocks(of: frame) }
        return file + [0x3B]
    }

    private func blocks(of frame: Frame) -> [UInt8] {
        var blocks: [UInt8] = []
        if let transparent = frame.transparent {
            blocks += [0x21, 0xF9, 4, 1, 0, 0, transparent, 0]
        }
        blocks.append(0x2C)
        for side in [frame.left, frame.top, frame.width, frame.height] {
            blocks += littleEndian(UInt16(side))
        }
        blocks.append(tableFlags(frame.palette) | (frame.isInterlaced ? 0x40 : 0))
        blocks += frame.palette
        let colors = (frame.palette.isEmpty ? palette : frame.palette).count / 3
        let codeSize = max(2, (colors - 1).bitWidth - (colors - 1).leadingZeroBitCount)
        blocks.append(UInt8(codeSize))
        let packed = lzw(storedOrder(of: frame), codeSize: codeSize)
        for start in stride(from: 0, to: packed.count, by: 255) {
            let block = packed[start..<min(start + 255, packed.count)]
            blocks += [UInt8(block.count)] + block
        }
        return blocks + [0]
    }

    private func storedOrder(of frame: Frame) -> [UInt8] {
        guard frame.isInterlaced else { return frame.indices }
        return [(0, 8), (4, 8), (2, 4), (1, 2)].flatMap { first, step in
            stride(from: first, to: frame.height, by: step).flatMap { row in
                frame.indices[(row * frame.width)..<((row + 1) * frame.width)]
            }
        }
    }
}

private func tableFlags(_ palette: [UInt8]) -> UInt8 {
    palette.isEmpty ? 0 : 0x80 | UInt8((palette.count / 3).trailingZeroBitCount - 1)
}

/// Variable-length codes, lowest bit first; the table is cleared when its 4096 entries are full.
private func lzw(_ indices: [UInt8], codeSize: Int) -> [UInt8] {
    let clear = 1 << codeSize
    var bits = codeSize + 1
    var next = clear + 2
    var table: [Int: Int] = [:]
    var packed: [UInt8] = []
    var held = 0
    var heldBits = 0

    func emit(_ code: Int) {
        held |= code << heldBits
        heldBits += bits
        while heldBits >= 8 {
            packed.append(UInt8(held & 255))
            held >>= 8
            heldBits -= 8
        }
    }

    emit(clear)
    var prefix = Int(indices[0])
    for index in indices.dropFirst() {
        let key = prefix << 8 | Int(index)
        if let longer = table[key] {
            prefix = longer
            continue
        }
        emit(prefix)
        if next < 4096 {
            table[key] = next
            if next == 1 << bits { bits += 1 }
            next += 1
        } else {
            emit(clear)
            (bits, next, table) = (codeSize + 1, clear + 2, [:])
        }
        prefix = Int(index)
    }
    emit(prefix)
    emit(clear + 1)
    if heldBits > 0 { packed.append(UInt8(held & 255)) }
    return packed
}
