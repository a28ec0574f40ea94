import Catalog

/// Media types by content, never by name; what is not known is only bytes.
enum MediaType {
    /// Nil for what is no picture: its first bytes have to say it.
    static func of(_ listing: AssetListing) -> String? {
        listing.blob?.picture.map { of(format: $0.format) }
    }

    /// Of films and sounds by their first 16 bytes, as the WHATWG's "MIME Sniffing", section 6.2, has them.
    static func of(start: some Collection<UInt8>) -> String {
        let bytes = Array(start)
        func has(_ text: String, at offset: Int = 0) -> Bool {
            bytes.dropFirst(offset).starts(with: text.utf8)
        }
        if has("ftyp", at: 4) {
            if has("qt", at: 8) { return "video/quicktime" }
            return has("M4A", at: 8) ? "audio/mp4" : "video/mp4"
        }
        if bytes.starts(with: [0x1A, 0x45, 0xDF, 0xA3]) { return "video/webm" }
        if has("RIFF"), has("WAVE", at: 8) { return "audio/wave" }
        if has("OggS") { return "application/ogg" }
        if has("fLaC") { return "audio/flac" }
        if has("ID3") || bytes.starts(with: [0xFF, 0xFB]) { return "audio/mpeg" }
        return "application/octet-stream"
    }

    static func of(format: String) -> String {
        switch format {
        case "png": "image/png"
        case "jpeg": "image/jpeg"
        case "webp": "image/webp"
        case "gif": "image/gif"
        default: "application/octet-stream"
        }
    }
}
