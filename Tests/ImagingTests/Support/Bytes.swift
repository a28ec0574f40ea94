import Foundation

/// The bytes of an integer in the order that PNG and JPEG write them.
func bigEndian(_ integer: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: integer.bigEndian) { Array($0) }
}

/// The bytes of an integer in the order that GIF and WebP write them.
func littleEndian(_ integer: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: integer.littleEndian) { Array($0) }
}

/// SplitMix64: fixtures that look random and are the same in every run.
struct Seeded: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// Whether all that sweeps were written for is tried: `make test-deep` sets STILLSTORE_DEEP.
let isDense = ProcessInfo.processInfo.environment["STILLSTORE_DEEP"] != nil
