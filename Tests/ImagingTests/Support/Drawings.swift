import Imaging

extension DisplayPixels {
    /// A picture drawn by a formula for each sample.
    init(
        drawn width: Int, _ height: Int, channels: Int = 3,
        _ sample: (_ x: Int, _ y: Int, _ channel: Int) -> UInt8
    ) {
        var samples: [UInt8] = []
        samples.reserveCapacity(width * height * channels)
        for y in 0..<height {
            for x in 0..<width {
                for channel in 0..<channels { samples.append(sample(x, y, channel)) }
            }
        }
        self.init(width: width, height: height, channels: channels, samples: samples)
    }

    static func flat(_ width: Int, _ height: Int, _ color: [UInt8]) -> DisplayPixels {
        DisplayPixels(drawn: width, height, channels: color.count) { color[$2] }
    }

    /// Unrelated samples: the hardest thing to resample.
    static func noise(
        _ width: Int, _ height: Int, channels: Int = 3, seed: UInt64 = 1
    ) -> DisplayPixels {
        var random = Seeded(seed)
        return DisplayPixels(drawn: width, height, channels: channels) { _, _, _ in
            UInt8.random(in: 0...255, using: &random)
        }
    }

    /// Four plain quarters, red and green over blue and white: no turn looks like another.
    static func quarters(_ width: Int, _ height: Int) -> DisplayPixels {
        let colors: [[UInt8]] = [[220, 30, 30], [30, 200, 30], [30, 30, 220], [240, 240, 240]]
        return DisplayPixels(drawn: width, height) { x, y, channel in
            colors[(y * 2 / height) * 2 + x * 2 / width][channel]
        }
    }

    /// What a camera held in one of the eight ways stores of this upright picture, straight from
    /// the words of EXIF: where the first stored row and the first stored column are seen.
    func stored(as orientation: Orientation) -> DisplayPixels {
        enum Side { case top, bottom, left, right }
        let (firstRow, firstColumn): (Side, Side) =
            switch orientation {
            case .upright: (.top, .left)
            case .mirrored: (.top, .right)
            case .upsideDown: (.bottom, .right)
            case .flipped: (.bottom, .left)
            case .transposed: (.left, .top)
            case .turnClockwise: (.right, .top)
            case .transversed: (.right, .bottom)
            case .turnCounterclockwise: (.left, .bottom)
            }
        func place(_ row: Int, _ column: Int) -> (x: Int, y: Int) {
            var (x, y) = (0, 0)
            for (side, distance) in [(firstRow, row), (firstColumn, column)] {
                switch side {
                case .top: y = distance
                case .bottom: y = height - 1 - distance
                case .left: x = distance
                case .right: x = width - 1 - distance
                }
            }
            return (x, y)
        }
        let swaps = orientation.swapsAxes
        return DisplayPixels(
            drawn: swaps ? height : width, swaps ? width : height, channels: channels
        ) { column, row, channel in
            let (x, y) = place(row, column)
            return samples[(y * width + x) * channels + channel]
        }
    }

    var png: PNGFile {
        let types: [PNGFile.ColorType] = [.grey, .greyAlpha, .rgb, .rgba]
        return PNGFile(
            width: width, height: height, colorType: types[channels - 1],
            samples: samples.map(UInt16.init))
    }

    func encoded(_ format: PictureFormat, quality: Int = 90) throws -> [UInt8] {
        try encode(self, as: format, quality: quality)
    }
}

/// Above 100 libwebp is asked to lose nothing.
let losslessWebP = 101
