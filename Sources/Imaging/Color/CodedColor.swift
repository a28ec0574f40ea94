import Foundation

/// CIE xy of white, red, green and blue.
enum ChromaticityPrimaries {
    static let sRGB = [0.3127, 0.3290, 0.64, 0.33, 0.30, 0.60, 0.15, 0.06]

    /// By code point of ITU-T H.273 (07/2024, table 2); nil for unassigned numbers and for spaces
    /// that are not RGB.
    static func coded(_ number: UInt8) -> [Double]? {
        switch number {
        case 1: sRGB
        case 4: [0.310, 0.316, 0.67, 0.33, 0.21, 0.71, 0.14, 0.08]  // BT.470 System M
        case 5: [0.3127, 0.3290, 0.64, 0.33, 0.29, 0.60, 0.15, 0.06]  // BT.470 System B, G
        case 6, 7: [0.3127, 0.3290, 0.630, 0.340, 0.310, 0.595, 0.155, 0.070]  // SMPTE 170M, 240M
        case 8: [0.310, 0.316, 0.681, 0.319, 0.243, 0.692, 0.145, 0.049]  // film
        case 9: [0.3127, 0.3290, 0.708, 0.292, 0.170, 0.797, 0.131, 0.046]  // BT.2020
        case 11: [0.314, 0.351, 0.680, 0.320, 0.265, 0.690, 0.150, 0.060]  // DCI-P3
        case 12: [0.3127, 0.3290, 0.680, 0.320, 0.265, 0.690, 0.150, 0.060]  // Display P3
        case 22: [0.3127, 0.3290, 0.630, 0.340, 0.295, 0.605, 0.155, 0.077]  // EBU Tech. 3213
        default: nil
        }
    }
}

/// A colour space by the code points of ITU-T H.273, as cICP has them.
package struct CodedColor: Sendable, Equatable {
    let primaries: [Double]
    let transfer: TransferFunction
    /// Bits of a stored sample if its range is narrow ("video range"); 0 for full range.
    var narrowBits = 0

    /// Nil if one of the code points is unknown.
    init?(primaries: UInt8, transfer: UInt8) {
        guard let xy = ChromaticityPrimaries.coded(primaries),
            let function = TransferFunction(coded: transfer)
        else { return nil }
        self.primaries = xy
        self.transfer = function
    }

    static let sRGB = CodedColor(primaries: 1, transfer: 13)!

    /// Linear light, 0…1, at evenly spaced samples of 0…65,535.
    func lights(_ count: Int) -> [Float] {
        // Narrow range: black is 16 and white 235 in eight bits (H.273, equations 20 to 22).
        let scale = Double(1 << max(0, narrowBits - 8))
        let most = Double(1 << narrowBits) - 1
        return (0..<count).map { index in
            var value = Double(index) / Double(count - 1)
            if narrowBits > 0 { value = (value * most - 16 * scale) / (219 * scale) }
            return Float(transfer.light(max(0, min(1, value))))
        }
    }
}

/// From samples 0…1 to linear light 0…1, where 1 is diffuse white.
enum TransferFunction: Sendable, Equatable {
    case power(Double)
    case sRGB, bt709, smpte240, smpte428
    /// Perceptual quantizer and hybrid log-gamma (ITU-R BT.2100): may exceed diffuse white, and are
    /// tone-mapped.
    case pq, hlg

    /// By the number of ITU-T H.273 (table 3).
    init?(coded number: UInt8) {
        switch number {
        case 1, 6, 11, 14, 15: self = .bt709
        case 4: self = .power(2.2)
        case 5: self = .power(2.8)
        case 7: self = .smpte240
        case 8: self = .power(1)
        case 13: self = .sRGB
        case 16: self = .pq
        case 17: self = .smpte428
        case 18: self = .hlg
        default: return nil
        }
    }

    func light(_ value: Double) -> Double {
        switch self {
        case .power(let exponent): pow(value, exponent)
        case .sRGB: value <= 0.040_45 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
        // The inverse of the camera's transfer function, as in browsers, not the display function
        // of BT.1886.
        case .bt709:
            value < 4.5 * 0.018_053_968_510_807
                ? value / 4.5 : pow((value + 0.099_296_826_809_44) / 1.099_296_826_809_44, 1 / 0.45)
        case .smpte240: value < 0.0913 ? value / 4 : pow((value + 0.1115) / 1.1115, 1 / 0.45)
        case .smpte428: min(1, pow(value, 2.6) * 52.37 / 48)
        case .pq: shown(nits: pqNits(value))
        case .hlg: shown(nits: 1000 * pow(hlgSceneLight(value), 1.2))
        }
    }
}

/// SMPTE ST 2084, and BT.2100 table 4.
private func pqNits(_ value: Double) -> Double {
    let (m1, m2) = (2610.0 / 16_384, 2523.0 / 4096 * 128)
    let (c1, c2, c3) = (3424.0 / 4096, 2413.0 / 4096 * 32, 2392.0 / 4096 * 32)
    let power = pow(value, 1 / m2)
    return 10_000 * pow(max(0, power - c1) / (c2 - c3 * power), 1 / m1)
}

/// BT.2100 table 5: the inverse OETF. The caller applies the system gamma of 1.2, to each channel.
private func hlgSceneLight(_ value: Double) -> Double {
    let a = 0.178_832_77
    let (b, c) = (1 - 4 * a, 0.5 - a * log(4 * a))
    return value <= 0.5 ? value * value / 3 : (exp((value - c) / a) + b) / 12
}

/// Tone-maps light brighter than diffuse white into 0…1, where 1 is 203 nits (ITU-R BT.2408).
/// Values up to 0.75 stay the same; brighter ones, up to 1,000 nits, are compressed into the last
/// quarter by an extended Reinhard curve with a continuous slope.
private func shown(nits: Double) -> Double {
    let light = nits / 203
    let knee = 0.75
    guard light > knee else { return light }
    let above = (light - knee) / (1 - knee)
    let most = (1000.0 / 203 - knee) / (1 - knee)
    return min(1, knee + (1 - knee) * above * (1 + above / (most * most)) / (1 + above))
}
