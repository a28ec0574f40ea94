import Cryptography
import Testing

struct ScryptTests {
    @Test("keys are those of RFC 7914, section 12")
    func standard() {
        #expect(
            hex(Scrypt(log2Cost: 4, blockSize: 1, parallelism: 1).key([], salt: [], count: 64))
                == "77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442"
                + "fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906")
        #expect(
            hex(
                Scrypt(log2Cost: 10, blockSize: 8, parallelism: 16).key(
                    Array("password".utf8), salt: Array("NaCl".utf8), count: 64))
                == "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162"
                + "2eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640")
    }

    @Test("what would take too much memory is not allowed")
    func limits() {
        #expect(Scrypt.allows(15, 8, 1))
        #expect(!Scrypt.allows(24, 64, 1))
        #expect(!Scrypt.allows(0, 8, 1) && !Scrypt.allows(15, 0, 1) && !Scrypt.allows(15, 8, 0))
    }
}
