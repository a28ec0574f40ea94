/// The eight orientations, numbered as in EXIF 2.32, tag 0x0112.
///
/// The number says which sides the first stored row and column are on: for 6 the first row is the
/// right side, so the picture is turned clockwise.
package enum Orientation: UInt8, Sendable, Equatable {
    case upright = 1
    case mirrored = 2
    case upsideDown = 3
    case flipped = 4
    case transposed = 5
    case turnClockwise = 6
    case transversed = 7
    case turnCounterclockwise = 8

    package var swapsAxes: Bool { rawValue >= 5 }

    /// Reads the orientation from a TIFF structure, with or without the `Exif\0\0` before it.
    /// Anything invalid means upright: a broken tag is no reason to refuse a picture.
    static func fromExif(_ bytes: [UInt8]) -> Orientation {
        let tiff = bytes.starts(with: "Exif\0\0".utf8) ? bytes.dropFirst(6) : bytes[...]
        let little = tiff.starts(with: "II*\0".utf8)
        guard little || tiff.starts(with: "MM\0*".utf8) else { return .upright }

        func integer(_ offset: Int, _ count: Int) -> Int? {
            guard offset >= 0, offset + count <= tiff.count else { return nil }
            let slice = tiff[(tiff.startIndex + offset)..<(tiff.startIndex + offset + count)]
            return (little ? Array(slice.reversed()) : Array(slice)).reduce(0) { $0 << 8 | Int($1) }
        }
        guard let directory = integer(4, 4), let count = integer(directory, 2) else {
            return .upright
        }
        for entry in 0..<count {
            let offset = directory + 2 + entry * 12
            guard let tag = integer(offset, 2) else { break }
            guard tag == 0x0112 else { continue }
            // SHORT in the standard; some writers use BYTE or LONG.
            let width = [1: 1, 3: 2, 4: 4][integer(offset + 2, 2) ?? 0]
            guard let width, let value = integer(offset + 8, width) else { break }
            return UInt8(exactly: value).flatMap(Orientation.init(rawValue:)) ?? .upright
        }
        return .upright
    }
}
