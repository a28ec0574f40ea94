/// Bytes of a file that was being written when it was first asked for.
package struct HalfWritten: Sendable {
    package var bytes: [UInt8]
    /// How many answers still carry only the first half, as a whole file of that length.
    package var partialAnswers: Int

    package init(_ bytes: [UInt8], partialAnswers: Int = 0) {
        self.bytes = bytes
        self.partialAnswers = partialAnswers
    }

    /// The bytes for one answer.
    mutating func read() -> [UInt8] {
        guard partialAnswers > 0 else { return bytes }
        partialAnswers -= 1
        return Array(bytes.prefix(bytes.count / 2))
    }
}
