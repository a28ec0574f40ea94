import Cryptography
import Foundation
import HTTPTypes
import Hummingbird

/// What the bytes of one request have to be: `Upload-Checksum: sha1 VGVzdA==`.
struct UploadChecksum {
    static let algorithms = "sha1,sha256"

    private enum Sum {
        case sha1(SHA1)
        case sha256(SHA256)
    }

    private var sum: Sum
    private let expected: [UInt8]

    /// Nil for a request without one.
    /// - Throws: `Problem` 400 for another algorithm.
    init?(_ request: Request) throws(Problem) {
        guard let header = request.headers[.uploadChecksum] else { return nil }
        let parts = header.split(separator: " ")
        guard parts.count == 2, let value = Data(base64Encoded: String(parts[1])) else {
            throw .invalid("Upload-Checksum", "must be an algorithm and Base64")
        }
        switch (parts[0], value.count) {
        case ("sha1", 20): sum = .sha1(SHA1())
        case ("sha256", 32): sum = .sha256(SHA256())
        default:
            throw .invalid("Upload-Checksum", "must be of one of \(UploadChecksum.algorithms)")
        }
        expected = [UInt8](value)
    }

    mutating func update(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { bytes in
            switch sum {
            case .sha1(var function):
                function.update(bytes)
                sum = .sha1(function)
            case .sha256(var function):
                function.update(bytes)
                sum = .sha256(function)
            }
        }
    }

    /// - Throws: `Problem` 460.
    func compare() throws(Problem) {
        let found =
            switch sum {
            case .sha1(let function): function.finalize()
            case .sha256(let function): function.finalize()
            }
        guard found == expected else {
            throw Problem(
                .init(code: 460, reasonPhrase: "Checksum Mismatch"), "checksum_mismatch",
                "the bytes are not those of the checksum; they were not kept")
        }
    }
}
