/// JPEGs of segments alone.
enum JPEGFixture {
    static func jpeg(_ segments: [(marker: UInt8, payload: [UInt8])]) -> [UInt8] {
        var bytes: [UInt8] = [0xFF, 0xD8]
        for (marker, payload) in segments {
            bytes += [0xFF, marker] + big(payload.count + 2, 2) + payload
        }
        return bytes + [0xFF, 0xDA, 0, 2, 1, 2, 3, 0xFF, 0xD9]
    }

    static func exif(_ tiff: TIFFFixture) -> [UInt8] {
        jpeg([(0xE1, Array("Exif\0\0".utf8) + tiff.bytes())])
    }
}

/// WebPs of chunks alone.
enum WebPFixture {
    static func webp(_ chunks: [(name: String, payload: [UInt8])]) -> [UInt8] {
        var body = Array("WEBP".utf8)
        for (name, payload) in chunks {
            body += Array(name.utf8) + little(payload.count, 4) + payload
            if payload.count % 2 == 1 { body.append(0) }
        }
        return Array("RIFF".utf8) + little(body.count, 4) + body
    }
}

/// GIFs of one pixel with extensions before and behind it.
enum GIFFixture {
    static func gif(comments: [String], xmp: String? = nil, after: [String] = []) -> [UInt8] {
        var bytes = Array("GIF89a".utf8) + [1, 0, 1, 0, 0x80, 0, 0] + [0, 0, 0, 255, 255, 255]
        if let xmp {
            bytes += [0x21, 0xFF, 11] + Array("XMP DataXMP".utf8) + Array(xmp.utf8)
            bytes += [1] + (0...255).reversed().map { UInt8($0) } + [0]
        }
        for comment in comments { bytes += self.comment(comment) }
        bytes += [0x2C, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0]
        for comment in after { bytes += self.comment(comment) }
        return bytes + [0x3B]
    }

    private static func comment(_ text: String) -> [UInt8] {
        var bytes: [UInt8] = [0x21, 0xFE]
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let block = rest.prefix(255)
            bytes += [UInt8(block.count)] + block
            rest = rest.dropFirst(block.count)
        }
        return bytes + [0]
    }
}

/// AVIFs of metadata alone.
enum BMFFFixture {
    static func box(_ type: String, _ content: [UInt8]) -> [UInt8] {
        big(content.count + 8, 4) + Array(type.utf8) + content
    }

    /// An Exif item and an XMP item, in the file or in `idat`.
    static func avif(exif: [UInt8], xmp: String, inItemData: Bool) -> [UInt8] {
        let start = box("ftyp", Array("avif".utf8) + big(0, 4) + Array("avifmif1".utf8))
        let exifItem = big(6, 4) + Array("Exif\0\0".utf8) + exif
        let xmpItem = Array(xmp.utf8)
        func entry(_ id: Int, _ type: String, _ rest: [UInt8]) -> [UInt8] {
            box("infe", [2, 0, 0, 0] + big(id, 2) + [0, 0] + Array(type.utf8) + [0] + rest)
        }
        let information = box(
            "iinf",
            [0, 0, 0, 0] + big(2, 2) + entry(1, "Exif", [])
                + entry(2, "mime", Array("application/rdf+xml\0".utf8)))
        func location(_ base: Int) -> [UInt8] {
            var content: [UInt8] = [1, 0, 0, 0, 0x44, 0x00] + big(2, 2)
            let method = inItemData ? 1 : 0
            content += big(1, 2) + big(method, 2) + big(0, 2) + big(1, 2)
            content += big(base, 4) + big(exifItem.count, 4)
            content += big(2, 2) + big(method, 2) + big(0, 2) + big(1, 2)
            content += big(base + exifItem.count, 4) + big(xmpItem.count, 4)
            return box("iloc", content)
        }
        let data = exifItem + xmpItem
        if inItemData {
            let meta = [0, 0, 0, 0] + information + location(0) + box("idat", data)
            return start + box("meta", meta)
        }
        let metaBytes = 8 + 4 + information.count + location(0).count
        let base = start.count + metaBytes + 8
        return start + box("meta", [0, 0, 0, 0] + information + location(base))
            + box("mdat", data)
    }
}
