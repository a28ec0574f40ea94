/// Whole numbers out of bytes. Offsets are relative to the start of the collection; nil is past its
/// end.
extension ArraySlice<UInt8> {
    func big16(_ offset: Int) -> Int? { integer(offset, 2, bigEndian: true).map(Int.init) }
    func big32(_ offset: Int) -> Int? { integer(offset, 4, bigEndian: true).map(Int.init) }
    func little32(_ offset: Int) -> Int? { integer(offset, 4, bigEndian: false).map(Int.init) }

    func integer(_ offset: Int, _ size: Int, bigEndian: Bool) -> UInt64? {
        guard offset >= 0, size <= 8, offset <= count - size else { return nil }
        var value: UInt64 = 0
        for index in 0..<size {
            let byte = self[startIndex + offset + (bigEndian ? index : size - 1 - index)]
            value = value << 8 | UInt64(byte)
        }
        return value
    }

    /// The part `offset..<offset + count`, cut at the end; offsets as above.
    func part(_ offset: Int, _ count: Int = .max) -> ArraySlice<UInt8> {
        guard offset >= 0, offset < self.count, count > 0 else { return [] }
        return self[
            (startIndex + offset)..<(startIndex + offset + Swift.min(count, self.count - offset))]
    }

    func starts(with text: StaticString) -> Bool {
        guard count >= text.utf8CodeUnitCount else { return false }
        return text.withUTF8Buffer { wanted in
            for index in 0..<wanted.count where self[startIndex + index] != wanted[index] {
                return false
            }
            return true
        }
    }
}
