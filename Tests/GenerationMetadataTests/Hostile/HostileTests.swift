import GenerationMetadata
import Testing

/// Files that someone made to break a reader. Each must end soon and say why it stopped.
@Suite("Hostile files")
struct HostileTests {
    private func timed(_ body: () -> GenerationRecord) -> (GenerationRecord, Duration) {
        let clock = ContinuousClock()
        let start = clock.now
        let record = body()
        return (record, clock.now - start)
    }

    @Test("A thousand bombs in one file cost no more than the limits")
    func bombs() {
        var png = PNGFixture()
        let bomb = Deflated.bomb(64 << 20)
        for _ in 0..<50 { png.chunk("zTXt", Array("parameters\0\0".utf8) + bomb) }
        let found = EmbeddedSlots.read(bytes: png.finish())
        #expect(found.slots.isEmpty)
        #expect(!found.problems.isEmpty)
        #expect(
            found.problems.allSatisfy { if case .overLimit = $0 { true } else { false } })
    }

    @Test("Many large texts are kept only up to the limit of a file")
    func manyTexts() {
        var limits = MetadataLimits()
        limits.fileBytes = 1 << 20
        var png = PNGFixture()
        for _ in 0..<40 { png.text("a", String(repeating: "x", count: 100_000)) }
        let found = EmbeddedSlots.read(bytes: png.finish(), limits: limits)
        #expect(found.slots.count == 10)
        #expect(found.problems.count == 30)
    }

    @Test("Millions of empty chunks")
    func manyChunks() {
        var png = PNGFixture()
        for _ in 0..<10_000 { png.chunk("tEXt", [97, 0]) }
        let found = EmbeddedSlots.read(bytes: png.finish())
        #expect(found.slots.count == 4_095)
        #expect(found.problems.count == 1)
    }

    @Test("Deep JSON in every text that may hold it")
    func deepJSON() {
        let deep = String(repeating: "{\"a\":", count: 200_000)
        for key in ["parameters", "prompt", "workflow", "Comment", "invokeai_metadata"] {
            let (found, duration) = timed { record([key: deep]) }
            #expect(found.isEmpty)
            #expect(duration < .seconds(5))
        }
    }

    @Test("A graph of 10,000 nodes in a row, and one in which all are linked to all")
    func largeGraphs() {
        let row = (0..<10_000).map {
            #""\#($0)": {"class_type": "Reroute", "inputs": {"images": ["\#($0 + 1)", 0]}}"#
        }.joined(separator: ",")
        let (long, first) = timed {
            record([
                "prompt":
                    #"{"s": {"class_type": "SaveImage", "inputs": {"images": ["0", 0]}}, \#(row)}"#
            ])
        }
        #expect(long.generator == .comfyUI)
        #expect(first < .seconds(10))
        let inputs = (0..<300).map { #""i\#($0)": ["\#($0)", 0]"# }.joined(separator: ",")
        let dense = (0..<300).map {
            #""\#($0)": {"class_type": "SaveImage", "inputs": {"images": ["0", 0], \#(inputs)}}"#
        }.joined(separator: ",")
        let (all, second) = timed { record(["prompt": "{\(dense)}"]) }
        #expect(all.generator == .comfyUI)
        #expect(all.problems.contains { $0.contains("steps to follow") })
        #expect(second < .seconds(10))
    }

    @Test("A text that is joined with itself again and again")
    func doubling() {
        let literal = String(repeating: "x", count: 100_000)
        let joins = (20..<32).map {
            #""\#($0)": {"class_type": "Join", "inputs": {"text_a": ["\#($0 + 1)", 0], "text_b": ["\#($0 + 1)", 0], "text_c": ["\#($0 + 1)", 0]}}"#
        }.joined(separator: ",")
        let nodes =
            ComfyFixture.sampler(positive: #"["6", 0]"#)
            + #", "6": {"class_type": "CLIPTextEncode", "inputs": {"text": ["21", 0]}}, "32": {"class_type": "S", "inputs": {"value": "\#(literal)"}}, \#(joins)"#
        let (found, duration) = timed { record(["prompt": ComfyFixture.graph(nodes)]) }
        #expect((found.prompt?.utf8.count ?? 0) < 64 << 20)
        #expect(duration < .seconds(10))
    }

    @Test("Lines of settings that are nothing but the starts of something")
    func settings() {
        for piece in [
            "aa:[\"", "aa: {", "aa:\"", "aa: [[[[", "Steps: ", "a:", "Seed:\\\"", "<lora:",
        ] {
            let line = String(repeating: piece, count: 100_000)
            let (_, duration) = timed { record(["parameters": "x\nSteps: 1, Seed: 2, \(line)"]) }
            #expect(duration < .seconds(10))
            let (_, other) = timed { record(["parameters": line]) }
            #expect(other < .seconds(10))
        }
        let lines = String(repeating: "Steps: 1, x\n", count: 100_000)
        let (_, duration) = timed { record(["parameters": lines]) }
        #expect(duration < .seconds(10))
    }

    @Test("Prompts of brackets, tags, dashes and addresses alone")
    func prompts() {
        for piece in ["[", "<", "embedding:", "--a ", "http://x ", "\" -", "Job ID: "] {
            let text = String(repeating: piece, count: 200_000)
            for key in ["Dream", "Description", "parameters"] {
                let (_, duration) = timed {
                    record([
                        key: text + " Job ID: e9c2bb5f-3f9c-4f4b-8b3a-1c4f3c1d2e3f",
                        "invokeai_metadata": #"{"seed": 1}"#,
                    ])
                }
                #expect(duration < .seconds(10))
            }
        }
    }

    @Test("XML of prefixes, of depth, and without an end")
    func xml() {
        let prefixes = (0..<20_000).map { "xmlns:p\($0)='u'" }.joined(separator: " ")
        let many = String(repeating: "<a q:x='1' q:y='2'/>", count: 100_000)
        for text in [
            "<r \(prefixes)>\(many)", String(repeating: "<a>", count: 500_000),
            String(repeating: "<", count: 500_000), "<a " + String(repeating: "b='", count: 99_999),
            String(repeating: "&#x41;", count: 300_000), "<!--" + many, "<![CDATA[" + many,
        ] {
            let (found, duration) = timed { record(["XML:com.adobe.xmp": text]) }
            #expect(found.isEmpty)
            #expect(duration < .seconds(10))
        }
    }

    @Test("JUMBF in JUMBF, and CBOR in CBOR")
    func boxes() {
        var box = C2PAFixture.superbox("c2pa", "c2pa", [])
        for _ in 0..<500 { box = C2PAFixture.superbox("c2ma", "m", box) }
        var png = PNGFixture()
        png.chunk("caBX", box)
        png.chunk("caBX", Array(repeating: 0x81, count: 100_000))
        let deep = BMFFFixture.box("cbor", Array(repeating: 0x81, count: 100_000))
        png.chunk(
            "caBX",
            C2PAFixture.store([
                C2PAFixture.superbox("c2ma", "m", C2PAFixture.superbox("c2cl", "c2pa.claim", deep))
            ]))
        #expect(record(png.finish()).isEmpty)
    }

    @Test("A keyword without an end, a NUL alone, and a key of every byte")
    func keys() {
        var png = PNGFixture()
        png.chunk("tEXt", Array(repeating: 65, count: 1 << 20))
        png.chunk("tEXt", [0])
        png.chunk("iTXt", [0])
        png.chunk("zTXt", [0])
        png.chunk("tEXt", (1...255).map { UInt8($0) } + [0] + (0...255).map { UInt8($0) })
        let found = EmbeddedSlots.read(bytes: png.finish())
        #expect(found.slots.count == 2)
        #expect(found.record().isEmpty)
    }
}
