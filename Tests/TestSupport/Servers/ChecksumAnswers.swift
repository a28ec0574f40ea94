import Foundation

extension FaultVisit {
    /// Behaviours that send checksums with the file, right or wrong.
    static let checksums: [String: Answer] = [
        "checksums": { $0.answer(kinds: ChecksumHeader.allCases, areRight: true) },
        "md5-wrong": { $0.answer(kinds: [.contentMD5], areRight: false) },
        "digest-wrong": { $0.answer(kinds: [.digest], areRight: false) },
        "amz-wrong": { $0.answer(kinds: [.amazon], areRight: false) },
        "goog-wrong": { $0.answer(kinds: [.google], areRight: false) },
    ]

    private func answer(kinds: [ChecksumHeader], areRight: Bool) {
        var file = file
        // A wrong checksum is the right one of other bytes, so that its form is beyond reproach.
        let summed = areRight ? file.bytes : file.bytes + [0]
        file.wholeHeaders = kinds.map { $0.line(for: summed) }
        file.respond(to: request, over: connection)
    }
}

/// The headers in which servers state a checksum.
private enum ChecksumHeader: CaseIterable {
    case contentMD5
    case digest
    case amazon
    case google

    func line(for bytes: [UInt8]) -> (String, String) {
        let md5 = Data(Checksums.md5(bytes)).base64EncodedString()
        let sha256 = Data(Checksums.sha256(bytes)).base64EncodedString()
        let crc = Checksums.crc32c(bytes)
        let crc32c = Data([24, 16, 8, 0].map { UInt8(crc >> UInt32($0) & 255) })
        return switch self {
        case .contentMD5: ("Content-MD5", md5)
        case .digest: ("Digest", "sha-256=" + sha256)
        case .amazon: ("x-amz-checksum-sha256", sha256)
        case .google: ("x-goog-hash", "crc32c=\(crc32c.base64EncodedString()),md5=\(md5)")
        }
    }
}
