/// Numbers as bytes, for the fixtures that tests write.
func big(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * (count - 1 - $0))) }
}

func little(_ value: Int, _ count: Int) -> [UInt8] { big(value, count).reversed() }

/// UTF-16 without a byte order mark.
func utf16(_ text: String, bigEndian: Bool) -> [UInt8] {
    text.utf16.flatMap { bigEndian ? big(Int($0), 2) : little(Int($0), 2) }
}
