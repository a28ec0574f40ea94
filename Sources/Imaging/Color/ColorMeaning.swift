/// The colour space of a picture's samples.
package enum ColorMeaning: Sendable, Equatable {
    case sRGB
    /// An embedded ICC profile.
    case icc([UInt8])
    /// PNG gAMA, and cHRM as CIE xy of white, red, green, blue.
    case gamma(Double, primaries: [Double])
    /// Code points of ITU-T H.273: PNG cICP.
    case coded(CodedColor)

    package var hasProfile: Bool {
        if case .icc = self { true } else { false }
    }
}
