import GenerationMetadata
import Testing

@Suite("Provenance")
struct ProvenanceTests {
    private let ai = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"

    private func png(_ manifests: [[UInt8]]) -> GenerationRecord {
        var png = PNGFixture()
        png.chunk("caBX", C2PAFixture.store(manifests))
        png.pixels()
        return record(png.finish())
    }

    @Test("The model is named in an ingredient; the active manifest only says opened")
    func chatGPT() {
        let record = png([
            C2PAFixture.manifest(
                "urn:uuid:1", claim: ["claim_generator_info": ["name": "ChatGPT"]],
                assertions: [
                    (
                        "c2pa.actions.v2",
                        [
                            "actions": [
                                [
                                    "action": "c2pa.created", "when": "2026-01-01T00:00:00Z",
                                    "softwareAgent": ["name": "GPT-4o"],
                                    "digitalSourceType": .text(ai),
                                ]
                            ]
                        ]
                    )
                ]),
            C2PAFixture.manifest(
                "urn:uuid:2",
                claim: ["claim_generator_info": ["name": "ChatGPT", "version": "2"]],
                assertions: [("c2pa.actions.v2", ["actions": [["action": "c2pa.opened"]]])]),
        ])
        #expect(record.aiFlag == .claimed)
        #expect(record.aiSource == .c2pa)
        #expect(record.generator == .openAI)
        #expect(record.vendor == "OpenAI")
        #expect(record.model?.name == "GPT-4o")
        #expect(record.prompt == nil)
        #expect(record.sourceSlot == "PNG caBX")
        #expect(record.provenance.map(\.action) == ["c2pa.opened", "c2pa.created"])
        #expect(record.provenance.map(\.claimGenerator) == ["ChatGPT 2", "ChatGPT"])
        #expect(record.provenance[1].digitalSourceType == "trainedAlgorithmicMedia")
        #expect(record.provenance[1].when == "2026-01-01T00:00:00Z")
    }

    @Test("Version 1 of claims: a text, a list of maps, an agent that is a text")
    func firefly() {
        let record = png([
            C2PAFixture.manifest(
                "m", claim: ["claim_generator": "Adobe_Firefly"], claimLabel: "c2pa.claim",
                assertions: [
                    (
                        "c2pa.actions",
                        [
                            "actions": [
                                [
                                    "action": "c2pa.created", "softwareAgent": "Adobe Firefly",
                                    "parameters": [
                                        "com.adobe.digitalSourceType": .text(" " + ai),
                                        "com.adobe.modelId": "gemini-flash",
                                        "com.adobe.modelVersion": "nano-banana",
                                    ],
                                ]
                            ]
                        ]
                    )
                ])
        ])
        #expect(record.generator == .adobeFirefly)
        #expect(record.aiFlag == .claimed)
        #expect(record.model?.name == "gemini-flash nano-banana")
    }

    @Test(
        "JPEG: segments of one store in order, from whatever number they start",
        arguments: [(1, 1), (0xF700, 0)])
    func segments(instance: Int, first: Int) {
        let store = C2PAFixture.store([
            C2PAFixture.manifest(
                "m", claim: ["claim_generator": "Microsoft Responsible AI Image Provenance/1.0"],
                assertions: [
                    ("c2pa.thumbnail", ["data": .bytes(900)]),
                    (
                        "c2pa.actions",
                        [
                            "actions": [
                                [
                                    "action": "c2pa.created",
                                    "softwareAgent": "Image Creator from Designer",
                                    "digitalSourceType": .text(ai),
                                ]
                            ]
                        ]
                    ),
                ])
        ])
        var segments = C2PAFixture.segments(
            store, instance: instance, firstSequence: first, size: 300)
        #expect(segments.count > 3)
        segments.swapAt(0, 2)
        let found = EmbeddedSlots.read(bytes: JPEGFixture.jpeg(segments))
        #expect(found.slots.map(\.bytes) == [store])
        #expect(found.record().generator == .microsoftDesigner)
    }

    @Test("Black Forest Labs' placeholder is no prompt")
    func placeholder() {
        let record = png([
            C2PAFixture.manifest(
                "m", claim: ["claim_generator": "Black Forest Labs API"],
                assertions: [
                    (
                        "c2pa.ai_generated_content",
                        ["model": "flux-2", "prompt": "AI generated image"]
                    ),
                    (
                        "c2pa.actions.v2",
                        ["actions": [["action": "c2pa.created", "digitalSourceType": .text(ai)]]]
                    ),
                ])
        ])
        #expect(record.generator == .blackForestLabs)
        #expect(record.model?.name == "flux-2")
        #expect(record.prompt == nil)
    }

    @Test(
        "Kinds of sources",
        arguments: [
            ("trainedAlgorithmicMedia", AIFlag.claimed),
            ("compositeWithTrainedAlgorithmicMedia", .composite), ("algorithmicMedia", .none),
            ("digitalCapture", .none), ("humanEdits", .none),
        ])
    func concepts(concept: String, flag: AIFlag) {
        for scheme in ["http", "https"] {
            let address = "\(scheme)://cv.iptc.org/newscodes/digitalsourcetype/\(concept) "
            let record = png([
                C2PAFixture.manifest(
                    "m", claim: ["claim_generator": "x"],
                    assertions: [
                        (
                            "c2pa.actions",
                            [
                                "actions": [
                                    ["action": "a", "digitalSourceType": .text(address)]
                                ]
                            ]
                        )
                    ])
            ])
            #expect(record.aiFlag == flag)
            #expect(record.provenance.first?.digitalSourceType == concept)
        }
    }

    @Test("XMP by namespace, whatever the prefix, as attributes and as elements")
    func xmp() {
        func read(_ inside: String) -> GenerationRecord {
            let packet = """
                <?xpacket begin=""?><x:xmpmeta xmlns:x="adobe:ns:meta/"><r:RDF
                 xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
                 xmlns:i="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
                 xmlns:t="http://purl.org/dc/terms/">\(inside)</r:RDF></x:xmpmeta>
                """
            var png = PNGFixture()
            png.text("XML:com.adobe.xmp", packet)
            return record(png.finish())
        }
        let element = read(
            "<r:Description><i:DigitalSourceType>\(ai)</i:DigitalSourceType></r:Description>")
        let attribute = read("<r:Description i:DigitalSourceType='\(ai)'/>")
        let resource = read(
            "<r:Description><i:DigitalSourceFileType r:resource=\"\(ai)\"/></r:Description>")
        for record in [element, attribute, resource] {
            #expect(record.aiFlag == .claimed)
            #expect(record.aiSource == .iptc)
        }
        let remote = read(
            "<r:Description t:provenance='https://cai-manifests.adobe.com/manifests/1'/>")
        #expect(
            remote.provenance.first?.remoteManifest
                == "https://cai-manifests.adobe.com/manifests/1")
        #expect(remote.aiFlag == .none)
        let prompted = read(
            "<r:Description i:AIPromptInformation='a duck' i:AISystemUsed='Model' "
                + "i:AISystemVersionUsed='3' i:AIPromptWriterName='Ada'/>")
        #expect(prompted.prompt == "a duck")
        #expect(prompted.model?.name == "Model 3")
        #expect(prompted.aiFlag == .claimed)
        #expect(prompted.privateDetails == [PrivateDetail(.author, "Ada")])
        #expect(read("<r:Description DigitalSourceType='\(ai)'/>").isEmpty)
        #expect(read("<!DOCTYPE a [<!ENTITY x 'y'>]><r:Description>&x;").isEmpty)
    }
}
