/// A model's hash as it was written, and which of the customs it follows.
package struct ModelHash: Codable, Equatable, Sendable {
    package enum Kind: String, Codable, Sendable {
        /// 8 digits: of a part of the file, before 2023.
        case autoV1
        /// 10 digits: the start of the file's SHA-256.
        case autoV2
        /// 12 digits: the start of the SHA-256 of a LoRA's tensors.
        case autoV3
        case sha256
        /// `0x` and 64 digits: SHA-256 of the tensors, by SwarmUI.
        case tensorSHA256
        /// `blake3:` and 64 digits, by InvokeAI.
        case blake3
        case other
    }

    package var text: String
    package var kind: Kind

    package init?(_ text: String?) {
        guard let text = text?.trimmedOrNil, text != "None", text.utf8.count <= 256 else {
            return nil
        }
        self.text = text
        kind = Self.kind(of: text)
    }

    private static func kind(of text: String) -> Kind {
        if text.hasPrefix("blake3:") { return .blake3 }
        let hasPrefix = text.hasPrefix("0x")
        let digits = hasPrefix ? text.utf8.dropFirst(2) : text.utf8[...]
        guard digits.allSatisfy({ hexDigit($0) != nil }) else { return .other }
        switch digits.count {
        case 8: return .autoV1
        case 10: return .autoV2
        case 12: return .autoV3
        case 64: return hasPrefix ? .tensorSHA256 : .sha256
        default: return .other
        }
    }
}
