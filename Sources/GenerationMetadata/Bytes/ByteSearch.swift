/// Finds ASCII words in UTF-8. `String.contains` compares by canonical equivalence, which is slow
/// on megabytes of text.
enum ByteSearch {
    static func first(
        _ word: StaticString, in bytes: [UInt8], from start: Int = 0, to end: Int? = nil
    ) -> Int? {
        let length = word.utf8CodeUnitCount
        let last = (end ?? bytes.count) - length
        guard start <= last else { return nil }
        return bytes.withUnsafeBufferPointer { bytes in
            word.withUTF8Buffer { word in
                (start...last).first { matches(word, bytes, $0) }
            }
        }
    }

    static func last(
        _ word: StaticString, in bytes: [UInt8], from start: Int = 0, to end: Int? = nil
    ) -> Int? {
        let length = word.utf8CodeUnitCount
        let last = (end ?? bytes.count) - length
        guard start <= last else { return nil }
        return bytes.withUnsafeBufferPointer { bytes in
            word.withUTF8Buffer { word in
                (start...last).last { matches(word, bytes, $0) }
            }
        }
    }

    static func contains(_ word: StaticString, in text: String) -> Bool {
        contains(word, in: text, ignoring: 0)
    }

    /// `word` is lowercase letters.
    static func containsInAnyCase(_ word: StaticString, in text: String) -> Bool {
        contains(word, in: text, ignoring: 0x20)
    }

    private static func contains(
        _ word: StaticString, in text: String, ignoring bit: UInt8
    ) -> Bool {
        var text = text
        return text.withUTF8 { bytes in
            word.withUTF8Buffer { word in
                guard bytes.count >= word.count else { return false }
                for start in 0...(bytes.count - word.count) {
                    var index = 0
                    while index < word.count, bytes[start + index] | bit == word[index] | bit {
                        index += 1
                    }
                    if index == word.count { return true }
                }
                return false
            }
        }
    }

    private static func matches(
        _ word: UnsafeBufferPointer<UInt8>, _ bytes: UnsafeBufferPointer<UInt8>, _ start: Int
    ) -> Bool {
        for index in 0..<word.count where bytes[start + index] != word[index] { return false }
        return true
    }
}
