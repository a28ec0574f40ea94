/// What a file is, by its first bytes and never by its name.
package enum PictureContainer: String, Codable, Sendable {
    case png, jpeg, webp, gif
    /// AVIF, HEIF and their kin: boxes of the ISO base media file format.
    case isobmff

    init?(_ start: ArraySlice<UInt8>) {
        if start.big32(0) == 0x8950_4E47, start.big32(4) == 0x0D0A_1A0A {
            self = .png
        } else if start.big16(0) == 0xFFD8, start.part(2).first == 0xFF {
            self = .jpeg
        } else if start.starts(with: "RIFF"), start.part(8).starts(with: "WEBP") {
            self = .webp
        } else if start.starts(with: "GIF87a") || start.starts(with: "GIF89a") {
            self = .gif
        } else if start.part(4).starts(with: "ftyp") {
            self = .isobmff
        } else {
            return nil
        }
    }
}
