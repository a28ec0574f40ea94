package import Imaging

/// Small pictures that differ by their seed, made with the project's own encoders.
package func testPicture(
    _ seed: Int, width: Int = 48, height: Int = 32, as format: PictureFormat = .png
) -> [UInt8] {
    var samples: [UInt8] = []
    for y in 0..<height {
        for x in 0..<width {
            samples.append(UInt8((x * 5 + seed * 31) & 255))
            samples.append(UInt8((y * 7 + seed * 17) & 255))
            samples.append(UInt8((x * y + seed) & 255))
        }
    }
    // Whatever the pattern repeats, the first pixel tells seeds apart.
    samples[0...2] = [UInt8(seed & 255), UInt8(seed >> 8 & 255), UInt8(seed >> 16 & 255)]
    let pixels = DisplayPixels(width: width, height: height, channels: 3, samples: samples)
    do {
        return try encode(pixels, as: format, quality: 90)
    } catch {
        preconditionFailure("the test picture could not be encoded: \(error)")
    }
}

/// Numbers that are the same for a seed on every machine (SplitMix64, Steele et al., 2014).
package struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    package init(seed: UInt64) { state = seed }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}
