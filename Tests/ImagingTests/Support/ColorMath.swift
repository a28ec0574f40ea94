import Foundation

/// The curve of sRGB (IEC 61966-2-1), on 0…1.
func encodedSRGB(_ light: Double) -> Double {
    light <= 0.003_130_8 ? 12.92 * light : 1.055 * pow(light, 1 / 2.4) - 0.055
}

/// A colour space of three primaries and a power curve, as CIE XYZ relative to D50: what an ICC
/// matrix profile holds, and what its pixels should look like as sRGB.
struct MatrixSpace {
    /// X, Y, Z of full red, green and blue.
    var colorants: [[Double]]
    var gamma: Double

    static let sRGBColorants = [
        [0.436_074_7, 0.222_504_5, 0.013_932_2], [0.385_064_9, 0.716_878_6, 0.097_104_5],
        [0.143_080_4, 0.060_616_9, 0.714_173_3],
    ]
    static let displayP3Colorants = [
        [0.515_11, 0.241_20, -0.001_05], [0.291_96, 0.692_25, 0.041_89],
        [0.157_16, 0.066_57, 0.784_07],
    ]

    /// 16-bit samples of this space as 8-bit sRGB.
    func shownSRGB(_ samples: [UInt16]) -> [UInt8] {
        stride(from: 0, to: samples.count, by: 3).flatMap { at in
            let light = (0..<3).map { pow(Double(samples[at + $0]) / 65_535, gamma) }
            let xyz = (0..<3).map { axis in
                (0..<3).reduce(0) { $0 + light[$1] * colorants[$1][axis] }
            }
            return fromXYZ.map { row in
                let value = (0..<3).reduce(0) { $0 + row[$1] * xyz[$1] }
                return UInt8((encodedSRGB(max(0, min(1, value))) * 255).rounded())
            }
        }
    }

    /// A version 2 profile with nothing but what a reader needs.
    var profile: [UInt8] {
        var tags: [(String, [UInt8])] = [("wtpt", xyzTag([0.9642, 1, 0.8249]))]
        for (index, color) in ["r", "g", "b"].enumerated() {
            tags.append((color + "XYZ", xyzTag(colorants[index])))
            tags.append((color + "TRC", curveTag(gamma)))
        }
        return iccProfile("RGB ", tags)
    }
}

func greyProfile(gamma: Double) -> [UInt8] {
    iccProfile("GRAY", [("wtpt", xyzTag([0.9642, 1, 0.8249])), ("kTRC", curveTag(gamma))])
}

/// XYZ relative to D50 to linear sRGB.
private let fromXYZ = [
    [3.133_856_1, -1.616_866_7, -0.490_614_6], [-0.978_768_4, 1.916_141_5, 0.033_454_0],
    [0.071_945_3, -0.228_991_4, 1.405_242_7],
]

private func iccProfile(_ space: String, _ tags: [(name: String, body: [UInt8])]) -> [UInt8] {
    var directory = bigEndian(UInt32(tags.count))
    var bodies: [UInt8] = []
    for (name, body) in tags {
        let offset = 128 + 4 + tags.count * 12 + bodies.count
        directory += Array(name.utf8) + bigEndian(UInt32(offset)) + bigEndian(UInt32(body.count))
        bodies += body + [UInt8](repeating: 0, count: (4 - body.count % 4) % 4)
    }
    var header = [UInt8](repeating: 0, count: 128)
    func put(_ bytes: [UInt8], at offset: Int) {
        header.replaceSubrange(offset..<(offset + bytes.count), with: bytes)
    }
    put(bigEndian(UInt32(128 + directory.count + bodies.count)), at: 0)
    put([2, 0x40, 0, 0], at: 8)
    put(Array("mntr".utf8) + Array(space.utf8) + Array("XYZ ".utf8), at: 12)
    put(Array("acsp".utf8), at: 36)
    put([0.9642, 1, 0.8249].flatMap(fixed), at: 68)
    return header + directory + bodies
}

private func xyzTag(_ xyz: [Double]) -> [UInt8] {
    Array("XYZ ".utf8) + [0, 0, 0, 0] + xyz.flatMap(fixed)
}

private func curveTag(_ gamma: Double) -> [UInt8] {
    Array("curv".utf8) + [0, 0, 0, 0] + bigEndian(UInt32(1))
        + bigEndian(UInt16((gamma * 256).rounded()))
}

private func fixed(_ value: Double) -> [UInt8] {
    bigEndian(Int32((value * 65_536).rounded()))
}
