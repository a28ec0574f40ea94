/// An APNG put together by hand (W3C PNG, third edition, 11.3.3). The first frame is the picture itself.
struct AnimatedPNG {
    struct Frame {
        var left = 0
        var top = 0
        var width, height: Int
        /// RGB, row by row.
        var samples: [UInt8]

        fileprivate var lines: [UInt8] {
            let length = width * 3
            var lines: [UInt8] = []
            for start in stride(from: 0, to: samples.count, by: length) {
                lines.append(0)
                lines += samples[start..<(start + length)]
            }
            return lines
        }
    }

    var width, height: Int
    var frames: [Frame]
    /// What acTL says; as many as there are, otherwise.
    var announced: UInt32?

    /// The chunks between the header and the end.
    var chunks: [PNGFile.Chunk] {
        var sequence: UInt32 = 0
        func number() -> [UInt8] {
            defer { sequence += 1 }
            return bigEndian(sequence)
        }
        var chunks = [
            PNGFile.Chunk(
                "acTL", bigEndian(announced ?? UInt32(frames.count)) + bigEndian(UInt32(0)))
        ]
        for (index, frame) in frames.enumerated() {
            var control = number()
            for side in [frame.width, frame.height, frame.left, frame.top] {
                control += bigEndian(UInt32(side))
            }
            control += [0, 1, 0, 9, 0, 0]
            chunks.append(PNGFile.Chunk("fcTL", control))
            let pixels = zlibStored(frame.lines)
            if index == 0 {
                chunks.append(.init("IDAT", pixels))
            } else {
                // In two pieces, which belong together.
                let half = pixels.count / 2
                chunks.append(.init("fdAT", number() + pixels[..<half]))
                chunks.append(.init("fdAT", number() + pixels[half...]))
            }
        }
        return chunks
    }

    var bytes: [UInt8] { bytes(of: chunks) }

    func bytes(of chunks: [PNGFile.Chunk]) -> [UInt8] {
        let header = PNGFile.header(width: width, height: height, .rgb)
        return PNGFile.signature + ([header] + chunks + [.init("IEND", [])]).flatMap(\.bytes)
    }
}
