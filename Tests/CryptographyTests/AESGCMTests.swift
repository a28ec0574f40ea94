import Cryptography
import Testing

struct AESGCMTests {
    /// Test case 16 of "The Galois/Counter Mode of Operation" (McGrew and Viega, 2004), appendix B.
    private let key = octets("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308")
    private let additional = octets("feedfacedeadbeeffeedfacedeadbeefabaddad2")
    private let text = octets(
        "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6"
            + "b525b16aedf5aa0de657ba637b39")
    private let sealed = octets(
        "cafebabefacedbaddecaf888"
            + "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056"
            + "828838c5f61e6393ba7a0abcc9f662" + "76fc6ece0f4e1768cddf8853bb2d551b")

    @Test("a text that was sealed elsewhere is opened")
    func standard() {
        #expect(AESGCM(key: key).open(sealed, additional: additional) == text)
    }

    @Test("a change of any byte, of the key or of the additional data is detected")
    func altered() {
        let cipher = AESGCM(key: key)
        for index in sealed.indices {
            var other = sealed
            other[index] ^= 1
            #expect(cipher.open(other, additional: additional) == nil)
        }
        #expect(cipher.open(sealed, additional: additional + [0]) == nil)
        var other = key
        other[31] ^= 0x80
        #expect(AESGCM(key: other).open(sealed, additional: additional) == nil)
        for count in [0, 1, 27, sealed.count - 1] {
            #expect(cipher.open(Array(sealed.prefix(count)), additional: additional) == nil)
        }
    }

    @Test(
        "texts of any length are decrypted, and never encrypted to the same bytes twice",
        arguments: [0, 1, 15, 16, 17, 4097])
    func roundTrip(count: Int) {
        let cipher = AESGCM(key: key)
        let text = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
        let once = cipher.seal(text, additional: [7])
        #expect(once.count == count + 28)
        #expect(cipher.open(once, additional: [7]) == text)
        #expect(cipher.seal(text, additional: [7]) != once)
    }
}

private func octets(_ digits: String) -> [UInt8] {
    let values = digits.compactMap(\.hexDigitValue)
    return stride(from: 0, to: values.count, by: 2).map { UInt8(values[$0] << 4 | values[$0 + 1]) }
}
