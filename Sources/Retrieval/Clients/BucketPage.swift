import Foundation

#if canImport(FoundationXML)
    import FoundationXML
#endif

/// One answer of ListObjectsV2.
struct BucketPage {
    struct Object {
        var key = ""
        /// Whether the key is UTF-8; `key` has replacements where it is not.
        var isText = true
        var size: Int64?
        /// As the header of an answer has it: in quotes.
        var etag: String?
        /// As the header of an answer has it.
        var modified: String?
    }

    private(set) var objects: [Object]
    private(set) var nextToken: String?

    /// - Throws: `badAnswer` if it is no such response.
    /// - Parameter isOne: the rest of the listing does not matter.
    init(_ body: Data, isOne: Bool = false) throws(RetrievalError) {
        // Linux's parser traps on names and comments that are no UTF-8.
        guard String(validating: body, as: UTF8.self) != nil else {
            throw RetrievalError(
                .badAnswer, "the answer is not a bucket's listing: it is not UTF-8")
        }
        let reader = PageReader()
        let parser = XMLParser(data: body)
        parser.delegate = reader
        parser.shouldResolveExternalEntities = false
        guard parser.parse(), reader.isListing, reader.isWhole else {
            throw RetrievalError(
                .badAnswer,
                "the answer is not a bucket's listing: \(body.count) bytes that begin with "
                    + String(decoding: body.prefix(40), as: UTF8.self).filter { !$0.isNewline })
        }
        let isEncoded = reader.top["EncodingType"]?.lowercased() == "url"
        objects = reader.objects.map { BucketPage.object($0, isEncoded: isEncoded) }
        guard !isOne, reader.top["IsTruncated"]?.lowercased() == "true" else { return }
        nextToken = reader.top["NextContinuationToken"]
        guard nextToken?.isEmpty == false else {
            throw RetrievalError(.badAnswer, "the bucket's listing does not say how it goes on")
        }
    }

    private static func object(_ fields: [String: String], isEncoded: Bool) -> Object {
        var object = Object()
        object.key = fields["Key"] ?? ""
        if isEncoded {
            // A space is a plus, as in forms; a plus is %2B.
            let text = object.key.utf8.map { $0 == UInt8(ascii: "+") ? 0x20 : $0 }
            let bytes = percentDecoded(text)
            object.key = String(decoding: bytes, as: UTF8.self)
            object.isText = object.key.utf8.elementsEqual(bytes)
        }
        object.size = fields["Size"].flatMap { Int64($0) }
        object.etag = fields["ETag"].flatMap { etag in
            if etag.isEmpty { return nil }
            return etag.hasPrefix("\"") || etag.hasPrefix("W/") ? etag : "\"\(etag)\""
        }
        object.modified = fields["LastModified"].flatMap(UTCTime.milliseconds).map(UTCTime.httpDate)
        return object
    }
}

/// Collects the texts of the elements that matter.
private final class PageReader: NSObject, XMLParserDelegate {
    private(set) var isListing = false
    /// Linux's parser accepts a document without its end.
    private(set) var isWhole = false
    /// Of the elements right below the first.
    private(set) var top: [String: String] = [:]
    /// Of those below each `Contents`.
    private(set) var objects: [[String: String]] = []

    private var path: [String] = []
    private var text = ""

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
        qualifiedName: String?, attributes: [String: String] = [:]
    ) {
        if path.isEmpty { isListing = name == "ListBucketResult" }
        path.append(name)
        text = ""
        // Deeper, or more in a page, than any server writes.
        if path.count > 8 || objects.count > 10_000 { parser.abortParsing() }
        if path.count == 2, name == "Contents" { objects.append([:]) }
    }

    func parser(_ parser: XMLParser, foundCharacters piece: String) { text += piece }

    /// Some servers encode keys, because of `&` and `<` in them.
    func parser(_ parser: XMLParser, foundCDATA block: Data) {
        text += String(decoding: block, as: UTF8.self)
    }

    func parser(
        _ parser: XMLParser, didEndElement name: String, namespaceURI: String?,
        qualifiedName: String?
    ) {
        if path.count == 2 { top[name] = text }
        if path.count == 3, path[1] == "Contents" { objects[objects.count - 1][name] = text }
        if !path.isEmpty { path.removeLast() }
        isWhole = path.isEmpty
        text = ""
    }
}
