import Testing

@testable import Imaging

/// Rows are widened, weighted and added several at a time and eight samples at a time; the result
/// is, to the last bit, that of one after the other.
@Suite struct ResamplerRowTests {
    @Test(
        "Every shape, height and width is shrunk as by single steps",
        arguments: [(1, 8), (2, 8), (3, 8), (4, 8), (1, 16), (2, 16), (3, 16), (4, 16)])
    func shapes(channels: Int, depth: Int) {
        for width in [1, 2, 3, 5, 8, 17, 33] {
            for height in [1, 2, 3, 4, 5, 7, 8, 23, 64] {
                for share in [1, 2, 3, 7] {
                    let shape = PixelShape(
                        width: width, height: height, channels: channels, depth: depth)
                    check(shape, max(1, width / share), max(1, height / share))
                }
            }
        }
    }

    @Test("Inks are not treated as alpha")
    func inks() {
        let shape = PixelShape(width: 13, height: 21, channels: 4, depth: 8, isCMYK: true)
        check(shape, 4, 6)
    }

    private func check(_ shape: PixelShape, _ width: Int, _ height: Int) {
        var random = Seeded(UInt64(shape.width * 1000 + shape.height))
        let bytes = (0..<(shape.samplesPerRow * shape.height * shape.depth / 8)).map { _ in
            UInt8.random(in: 0...255, using: &random)
        }
        let resampler = Resampler(width: width, height: height)
        resampler.begin(shape)
        let stride = shape.samplesPerRow * shape.depth / 8
        for y in 0..<shape.height {
            // Each row is a block of its own, so that a sanitizer sees what is read behind it.
            let row = UnsafeMutableRawBufferPointer.allocate(byteCount: stride, alignment: 16)
            row.copyBytes(from: bytes[(y * stride)..<((y + 1) * stride)])
            resampler.receive(row: row.baseAddress!)
            row.deallocate()
        }
        let expected = plain(bytes, shape, width, height)
        let isSame = resampler.samples == expected
        #expect(isSame, "\(shape) to \(width) x \(height)")
    }

    /// From the definition, one sample after the other.
    private func plain(
        _ bytes: [UInt8], _ shape: PixelShape, _ width: Int, _ height: Int
    ) -> [UInt16] {
        let channels = shape.channels
        let wide = widened(bytes, shape)
        let vertical = LanczosKernel(input: shape.height, output: height)
        let horizontal = LanczosKernel(input: shape.width, output: width)
        let rowSize = shape.samplesPerRow
        return (0..<height).flatMap { y -> [UInt16] in
            var sums = [Float](repeating: 0, count: rowSize)
            for tap in 0..<vertical.counts[y] {
                let weight = vertical.weights[vertical.offsets[y] + tap]
                let start = (vertical.starts[y] + tap) * rowSize
                for index in 0..<rowSize { sums[index] += wide[start + index] * weight }
            }
            return (0..<width).flatMap { x -> [UInt16] in
                var pixel = [Float](repeating: 0, count: channels)
                for tap in 0..<horizontal.counts[x] {
                    let weight = horizontal.weights[horizontal.offsets[x] + tap]
                    let start = (horizontal.starts[x] + tap) * channels
                    for channel in 0..<channels { pixel[channel] += sums[start + channel] * weight }
                }
                if shape.hasAlpha, let alpha = pixel.last {
                    let factor = alpha >= 0.5 ? 65_535 / alpha : 0
                    for channel in 0..<(channels - 1) { pixel[channel] *= factor }
                }
                return pixel.map { UInt16(max(0, min(65_535, $0 + 0.5))) }
            }
        }
    }

    private func widened(_ bytes: [UInt8], _ shape: PixelShape) -> [Float] {
        let scale: Float = shape.depth == 16 ? 1 : 257
        var floats: [Float] =
            shape.depth == 8
            ? bytes.map { Float($0) }
            : bytes.withUnsafeBytes { $0.bindMemory(to: UInt16.self).map { Float($0) } }
        for pixel in stride(from: 0, to: floats.count, by: shape.channels) {
            let last = pixel + shape.channels - 1
            let factor = shape.hasAlpha ? floats[last] * (scale / 65_535) * scale : scale
            for sample in pixel..<last { floats[sample] *= factor }
            floats[last] *= scale
        }
        return floats
    }
}
