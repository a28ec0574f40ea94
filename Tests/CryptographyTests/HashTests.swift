import Cryptography
import Testing

/// Against the examples of the standards.
struct HashTests {
    @Test("hashes are those of the standards")
    func standards() {
        // RFC 1321, appendix A.5.
        #expect(hex(MD5.hash("abc".utf8)) == "900150983cd24fb0d6963f7d28e17f72")
        #expect(hex(MD5.hash([])) == "d41d8cd98f00b204e9800998ecf8427e")
        // NIST, "Examples with Intermediate Values" of FIPS 180-4.
        #expect(hex(SHA1.hash("abc".utf8)) == "a9993e364706816aba3e25717850c26c9cd0d89d")
        #expect(
            hex(SHA256.hash("abc".utf8))
                == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(
            hex(SHA512.hash("abc".utf8))
                == "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
                + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f")
    }

    @Test("a million letters hash the same in one piece and in pieces of any length")
    func pieces() {
        let letters = [UInt8](repeating: UInt8(ascii: "a"), count: 1_000_000)
        let whole = "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
        #expect(hex(SHA256.hash(letters)) == whole)
        for length in [1, 55, 63, 64, 65, 4096, 999_999] {
            var function = SHA256()
            letters.withUnsafeBytes { all in
                var rest = all[...]
                while !rest.isEmpty {
                    function.update(UnsafeRawBufferPointer(rebasing: rest.prefix(length)))
                    rest = rest.dropFirst(length)
                }
            }
            #expect(hex(function.finalize()) == whole)
        }
    }

    @Test("a hash can be continued after its digest was read")
    func goesOn() {
        var function = SHA256()
        Array("ab".utf8).withUnsafeBytes { function.update($0) }
        #expect(function.finalize() == SHA256.hash("ab".utf8))
        Array("c".utf8).withUnsafeBytes { function.update($0) }
        #expect(function.finalize() == SHA256.hash("abc".utf8))
        function.update(UnsafeRawBufferPointer(start: nil, count: 0))
        #expect(function.finalize() == SHA256.hash("abc".utf8))
    }

    @Test("authentication codes are those of RFC 4231")
    func codes() {
        let short = authenticationCode(
            of: Array("what do ya want for nothing?".utf8), key: Array("Jefe".utf8))
        #expect(
            hex(short) == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
        // Test case 6: a key of more than one block.
        let long = authenticationCode(
            of: Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
            key: [UInt8](repeating: 0xaa, count: 131))
        #expect(
            hex(long) == "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54")
    }
}

func hex(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
}
