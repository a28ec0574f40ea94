/// How alike two pictures are: in how many of 64 bits their perceptual hashes differ.
package enum Likeness {
    /// Two pictures of one original are hardly ever further apart.
    package static let usualDistance = 8
    /// Beyond the greatest, unlike pictures are as near as like ones.
    package static let distances = 0...16

    /// In groups each is near to another, so that a small distance goes a long way.
    package static let usualGroupDistance = 3
    package static let groupDistances = 0...11

    package static func distance(_ one: UInt64, _ other: UInt64) -> Int {
        (one ^ other).nonzeroBitCount
    }
}
