import Foundation
import Retrieval
import TestSupport
import Testing

@Suite("Sealed addresses") struct SealingKeyTests {
    private let key = SealingKey(bytes: SealingKey.fresh())!
    private let text = "https://joe:hunter2@example.com/夜.png?sig=1"

    @Test("what was sealed opens under the same key for the same owner")
    func roundTrip() throws {
        for text in [text, "", String(repeating: "x", count: 1 << 20), "\0\u{FEFF}"] {
            let sealed = key.seal(text, owner: "source 7")
            #expect(key.open(sealed, owner: "source 7") == text)
        }
    }

    @Test("nothing of the text is seen, and the same text is sealed differently each time")
    func hidden() throws {
        let (one, other) = (
            key.seal(text, owner: "a"), key.seal(text, owner: "a")
        )
        #expect(one != other)
        #expect(one.firstRange(of: Data("hunter2".utf8)) == nil)
        #expect(one.count == text.utf8.count + 12 + 16, "nonce and tag")
    }

    @Test("another owner, or another key, opens nothing")
    func others() throws {
        let sealed = key.seal(text, owner: "a")
        for owner in ["b", "", "A", "a "] { #expect(key.open(sealed, owner: owner) == nil) }
        let other = try #require(SealingKey(bytes: SealingKey.fresh()))
        #expect(other.open(sealed, owner: "a") == nil)
    }

    @Test("a single altered bit, anywhere, opens nothing")
    func altered() throws {
        let sealed = key.seal(text, owner: "a")
        for index in sealed.indices {
            for bit in [0, 3, 7] {
                var copy = sealed
                copy[index] ^= 1 << UInt8(bit)
                #expect(key.open(copy, owner: "a") == nil)
            }
        }
    }

    @Test("truncated, extended or unsealed data does not open")
    func lengths() throws {
        let sealed = key.seal(text, owner: "a")
        for count in 0..<sealed.count { #expect(key.open(sealed.prefix(count), owner: "a") == nil) }
        #expect(key.open(sealed + [0], owner: "a") == nil)
        #expect(key.open(Data(count: 28), owner: "a") == nil)
    }

    @Test("a key is 32 bytes, and each fresh one is another")
    func keys() {
        for count in [0, 16, 31, 33, 64] {
            #expect(SealingKey(bytes: [UInt8](repeating: 1, count: count)) == nil)
        }
        #expect(SealingKey.fresh().count == 32)
        #expect(SealingKey.fresh() != SealingKey.fresh())
    }

    @Test("the bytes of a key are all of it")
    func kept() throws {
        let bytes = SealingKey.fresh()
        let sealed = try #require(SealingKey(bytes: bytes)).seal(text, owner: "a")
        #expect(try #require(SealingKey(bytes: bytes)).open(sealed, owner: "a") == text)
    }
}
