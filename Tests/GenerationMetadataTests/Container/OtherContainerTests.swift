import GenerationMetadata
import Testing

@Suite("JPEG, WebP, GIF and HEIF slots")
struct OtherContainerTests {
    private let infotext = "a duck\nSteps: 20, Sampler: Euler a, CFG scale: 7, Seed: 5, Size: 8x8"

    private let google = """
        <x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF
         xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description
         xmlns:e="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
         xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"
         e:DigitalSourceType="http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
         photoshop:Credit="Made with Google AI"/></rdf:RDF></x:xmpmeta>
        """

    @Test("A JPEG comment counts when it is parameters")
    func comments() {
        #expect(record(JPEGFixture.jpeg([(0xFE, Array(infotext.utf8))])).seed == "5")
        #expect(
            record(
                JPEGFixture.jpeg([
                    (0xFE, Array(#"{"base_model":"b","full_prompt":["x"],"seed":"3"}"#.utf8))
                ])
            ).generator == .fooocus)
        let gimp = EmbeddedSlots.read(
            bytes: JPEGFixture.jpeg([(0xFE, Array("Created with GIMP".utf8))]))
        #expect(gimp.slots.count == 1)
        #expect(gimp.record().isEmpty)
    }

    @Test("XMP and IPTC of a JPEG; fill bytes and markers without a length between them")
    func xmpAndIPTC() {
        let iim: [UInt8] = [0x1C, 2, 0x6E, 0, 0x13] + Array("Made with Google AI".utf8)
        let block =
            Array("Photoshop 3.0\0".utf8) + Array("8BIM".utf8) + [4, 0x22, 3, 97, 98, 99]
            + big(1, 4) + [9, 0] + Array("8BIM".utf8) + [4, 4, 0, 0] + big(iim.count, 4) + iim
        var bytes = JPEGFixture.jpeg([
            (0xE1, Array("http://ns.adobe.com/xap/1.0/\0".utf8) + Array(google.utf8)),
            (0xED, block),
        ])
        bytes.insert(contentsOf: [0xFF, 0xFF, 0xFF, 0x01], at: 2)
        let record = record(bytes)
        #expect(record.generator == .google)
        #expect(record.aiFlag == .claimed)
        #expect(record.aiSource == .iptc)
        #expect(record.prompt == nil)
        #expect(record.provenance.map(\.source) == [.iptc, .iim])
    }

    @Test("Segments behind the pixels are not looked for")
    func afterScan() {
        let bytes =
            JPEGFixture.jpeg([]) + [0xFF, 0xFE] + big(infotext.utf8.count + 2, 2) + infotext.utf8
        #expect(EmbeddedSlots.read(bytes: bytes).slots.isEmpty)
    }

    @Test("WebP: Exif, XMP and C2PA, padded to even lengths")
    func webp() {
        var tiff = TIFFFixture()
        tiff.exif = [TIFFFixture.userComment(infotext, bigEndian: true)]
        let found = EmbeddedSlots.read(
            bytes: WebPFixture.webp([
                ("VP8X", Array(repeating: 0, count: 10)), ("VP8L", [1, 2, 3]),
                ("EXIF", tiff.bytes() + [0]), ("XMP ", Array(google.utf8)), ("C2PA", [1, 2]),
            ]))
        #expect(found.slots.map(\.kind) == [.webpEXIF, .webpXMP, .webpC2PA])
        #expect(found.isLossless)
        #expect(found.slots.map(\.isAfterPixels) == [true, true, true])
        let record = found.record()
        #expect(record.seed == "5")
        #expect(record.generator == .automatic1111)
        #expect(record.aiSource == .parameters)
    }

    @Test("GIF: comments of any length on both sides of the pixels, and XMP")
    func gif() {
        let long = infotext + ", Note: " + String(repeating: "x", count: 600)
        #expect(record(GIFFixture.gif(comments: [long])).seed == "5")
        let found = EmbeddedSlots.read(
            bytes: GIFFixture.gif(comments: ["Steps: no"], xmp: google, after: [long]))
        #expect(found.slots.map(\.kind) == [.gifXMP, .gifComment, .gifComment])
        #expect(found.slots.map(\.isAfterPixels) == [false, false, true])
        #expect(found.record().seed == "5")
        #expect(found.slots[0].bytes == Array(google.utf8))
    }

    @Test("AVIF: Exif and XMP items, in the file and in the meta box", arguments: [true, false])
    func avif(inItemData: Bool) {
        var tiff = TIFFFixture()
        tiff.exif = [TIFFFixture.userComment(infotext, bigEndian: true)]
        let found = EmbeddedSlots.read(
            bytes: BMFFFixture.avif(exif: tiff.bytes(), xmp: google, inItemData: inItemData))
        #expect(found.container == .isobmff)
        #expect(found.slots.map(\.kind) == [.bmffEXIF, .bmffXMP])
        #expect(found.record().seed == "5")
        #expect(found.record().provenance.count == 1)
    }

    @Test("HEIF: C2PA in a uuid box")
    func heifC2PA() {
        let uuid: [UInt8] = [
            0xD8, 0xFE, 0xC3, 0xD6, 0x1B, 0x0E, 0x48, 0x3C, 0x92, 0x97, 0x58, 0x28, 0x87, 0x7E,
            0xC4, 0x81,
        ]
        let store = C2PAFixture.store([
            C2PAFixture.manifest("m", claim: ["claim_generator": "OpenAI-API"], assertions: [])
        ])
        let bytes =
            BMFFFixture.box("ftyp", Array("avif".utf8) + big(0, 4))
            + BMFFFixture.box(
                "uuid", uuid + [0, 0, 0, 0] + Array("manifest\0".utf8) + big(0, 8) + store)
        let record = record(bytes)
        #expect(record.provenance.first?.claimGenerator == "OpenAI-API")
    }
}
