/// The properties of an XMP packet (ISO 16684-1): RDF in XML, read by namespace, since prefixes
/// differ from writer to writer.
///
/// A property is an attribute, or an element with a text or a list of texts in it. Structures are
/// not kept apart: their fields are properties too.
struct XMPPacket {
    struct Property: Equatable {
        let namespace: String
        let name: String
        let value: String
    }

    static let dublinCore = "http://purl.org/dc/elements/1.1/"
    static let xmp = "http://ns.adobe.com/xap/1.0/"
    static let exif = "http://ns.adobe.com/exif/1.0/"
    static let photoshop = "http://ns.adobe.com/photoshop/1.0/"
    static let iptcExtension = "http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
    static let dublinCoreTerms = "http://purl.org/dc/terms/"
    private static let rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"

    private(set) var properties: [Property] = []
    private(set) var problem: String?

    init(_ bytes: [UInt8], limits: MetadataLimits) {
        var scanner = XMLScanner(bytes, depthLimit: limits.xmlDepth)
        var open: [XMLScanner.Name] = []
        while let event = scanner.next() {
            guard properties.count < limits.xmlProperties else {
                problem = "more than \(limits.xmlProperties) XMP properties"
                return
            }
            switch event {
            case .open(let name, let attributes):
                open.append(name)
                for attribute in attributes where attribute.name.namespace != Self.rdf {
                    add(attribute.name, attribute.value)
                }
                for attribute in attributes
                where attribute.name == XMLScanner.Name(namespace: Self.rdf, local: "resource") {
                    add(name, attribute.value)
                }
            case .close: if !open.isEmpty { open.removeLast() }
            case .text(let text):
                if let owner = open.last(where: { $0.namespace != Self.rdf }) { add(owner, text) }
            }
        }
        problem = scanner.problem
    }

    private mutating func add(_ name: XMLScanner.Name, _ value: String) {
        guard !name.namespace.isEmpty, name.namespace != "adobe:ns:meta/",
            let value = value.trimmedOrNil
        else { return }
        properties.append(Property(namespace: name.namespace, name: name.local, value: value))
    }

    func values(_ namespace: String, _ name: String) -> [String] {
        properties.filter { $0.name == name && $0.namespace == namespace }.map(\.value)
    }

    func value(_ namespace: String, _ name: String) -> String? {
        properties.first { $0.name == name && $0.namespace == namespace }?.value
    }
}
