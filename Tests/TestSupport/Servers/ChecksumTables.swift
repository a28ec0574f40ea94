import Foundation

// Both standards derive their numbers; deriving them here too leaves no table to mistype.
extension Checksums {
    static let md5Sines: [UInt32] = (1...64).map { UInt32(abs(sin(Double($0))) * 4_294_967_296) }

    /// From the fractions of the square roots of the first eight primes.
    static let sha256Start: [UInt32] = primes.prefix(8).map { root(of: $0, degree: 2) }

    /// From the fractions of the cube roots of the first sixty-four primes.
    static let sha256Roots: [UInt32] = primes.map { root(of: $0, degree: 3) }

    private static let primes: [UInt64] = Array(
        (2...311).filter { number in !(2..<number).contains { number % $0 == 0 } })

    /// The first 32 bits of the fraction of a root: a `Double` has 53, and at most five of them
    /// are before the point.
    private static func root(of value: UInt64, degree: Int) -> UInt32 {
        let goal = degree == 2 ? sqrt(Double(value)) : cbrt(Double(value))
        return UInt32(UInt64(goal * 4_294_967_296) & 0xFFFF_FFFF)
    }
}
