/// RFC 6266: a name for old programs, and the true one by RFC 8187.
enum ContentDisposition {
    static func text(_ name: String, isAttachment: Bool) -> String {
        let plain = name.unicodeScalars.map { scalar -> Character in
            let isPlain =
                scalar.value >= 0x20 && scalar.value < 0x7F && !["\"", "\\", "/"].contains(scalar)
            return isPlain ? Character(scalar) : "_"
        }
        let kind = isAttachment ? "attachment" : "inline"
        return "\(kind); filename=\"\(String(plain))\"; filename*=UTF-8''\(percentEncoded(name))"
    }
}

/// All but letters, digits and `-._~` as `%XX`.
func percentEncoded(_ text: String) -> String {
    var encoded = ""
    for byte in text.utf8 {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E:
            encoded.unicodeScalars.append(Unicode.Scalar(byte))
        default:
            let digits = String(byte, radix: 16, uppercase: true)
            encoded += "%" + (digits.count < 2 ? "0" : "") + digits
        }
    }
    return encoded
}
