import Testing

@testable import GenerationMetadata

@Suite("Infotexts")
struct InfotextTests {
    private let settings = "Steps: 20, Sampler: Euler a, CFG scale: 7, Seed: 5, Size: 512x768"

    private func parse(_ text: String) throws -> Infotext {
        try #require(Infotext(text, limits: MetadataLimits()))
    }

    @Test("Prompts of several lines, blank ones among them")
    func lines() throws {
        let text = try parse(
            "one, \ntwo\n\nthree\nNegative prompt: four\nfive\n\n\(settings)")
        #expect(text.prompt == "one,\ntwo\n\nthree")
        #expect(text.negative == "four\nfive")
        #expect(text.settings.count == 5)
    }

    @Test("An empty negative, none, and line ends of two characters")
    func negatives() throws {
        #expect(try parse("a\nNegative prompt: \n\(settings)").negative == "")
        #expect(try parse("a\nNegative prompt: \n\(settings)").hasNegative)
        #expect(try !parse("a\n\(settings)").hasNegative)
        let windows = try parse("a\r\nb\r\nNegative prompt: c\r\n\(settings)\r\n")
        #expect(windows.prompt == "a\nb")
        #expect(windows.negative == "c")
    }

    @Test("A prompt may itself hold a line of settings")
    func settingsInPrompt() throws {
        let text = try parse("Steps: 1, Sampler: x, Seed: 2\nmore\n\(settings)")
        #expect(text.prompt == "Steps: 1, Sampler: x, Seed: 2\nmore")
        #expect(text.value("seed") == "5")
    }

    @Test("Fewer than three settings are none")
    func tooFew() {
        #expect(Infotext("a duck\nSteps: 20, Seed: 3", limits: MetadataLimits()) == nil)
        #expect(
            Infotext("who: me, what: this, where: here", limits: MetadataLimits()) == nil)
    }

    @Test("Templates behind the settings are kept apart")
    func templates() throws {
        let text = try parse(
            "a duck\n\(settings)\nTemplate: a {duck|goose}\nin water\nNegative Template: bad")
        #expect(text.prompt == "a duck")
        #expect(text.template == "a {duck|goose}\nin water")
        #expect(text.negativeTemplate == "bad")
    }

    @Test("Settings on the line of the prompt, as SD.Next reads them")
    func sameLine() throws {
        let text = try parse("a duck, \(settings)")
        #expect(text.prompt == "a duck,")
        let negative = try parse("a duck\nNegative prompt: bad \(settings)")
        #expect(negative.prompt == "a duck")
        #expect(negative.negative == "bad")
        let hires = try parse("a\nSampler: x, Seed: 2, Size: 1x1, Hires Steps: 10")
        #expect(hires.prompt == "a")
        #expect(hires.value("seed") == "2")
    }

    private func pairs(_ line: String) -> [SettingsScanner.Pair] {
        SettingsScanner.pairs(in: line, limits: MetadataLimits())
    }

    @Test("Values: raw, quoted, quoted with escapes, JSON")
    func values() {
        #expect(
            pairs(
                #"Steps: 20, Lora hashes: "a: 12, b: 34", Note: "say \"hi\"", Hashes: {"model": "ab", "x": [1, 2]}, Civitai resources: [{"type":"checkpoint"},{"a":1}], Seed: 5"#
            ) == [
                .init(key: "Steps", value: "20"),
                .init(key: "Lora hashes", value: "a: 12, b: 34"),
                .init(key: "Note", value: #"say "hi""#),
                .init(key: "Hashes", value: #"{"model": "ab", "x": [1, 2]}"#),
                .init(key: "Civitai resources", value: #"[{"type":"checkpoint"},{"a":1}]"#),
                .init(key: "Seed", value: "5"),
            ])
    }

    @Test("Colons in values, quotes that are none, brackets that are no JSON")
    func oddValues() {
        #expect(
            pairs("Created Date: 2026-01-04T01:27:21.27Z, Operations: txt2img; upscale")
                == [
                    .init(key: "Created Date", value: "2026-01-04T01:27:21.27Z"),
                    .init(key: "Operations", value: "txt2img; upscale"),
                ])
        #expect(
            pairs(#"Note: "open, Seed: 5, Other: {broken, Size: 1x1"#).map(\.key)
                == ["Note", "Seed", "Other", "Size"])
        #expect(
            pairs("Model: , Seed: 5") == [
                .init(key: "Model", value: ""), .init(key: "Seed", value: "5"),
            ])
    }

    @Test("Keys are words of any script, of two characters or more")
    func keys() {
        #expect(pairs("Größe: 5, 種: 6, サイズ: 7, x: 8").map(\.key) == ["Größe", "サイズ"])
        #expect(
            pairs("Lora_0 Model name: a, Hires/up-scale: 2").map(\.key) == [
                "Lora_0 Model name", "Hires/up-scale",
            ])
        #expect(pairs("，Steps: 20").map(\.key) == ["Steps"])
    }

    @Test("A long prompt is read like a short one")
    func long() throws {
        let prompt = String(repeating: "word, ", count: 20_000) + "end"
        #expect(try parse(prompt + "\n" + settings).prompt == prompt)
    }

    @Test("Tags of LoRAs and embeddings in prompts")
    func tags() {
        #expect(
            PromptTags.tags(
                in:
                    "<lora:Some name v1.2:0.8> <lyco:b:1:0.5> <hypernet:h:1> <lora:bare> <b> <lora::1>",
                limit: 100)
                == [
                    .init(kind: "lora", name: "Some name v1.2", weight: "0.8"),
                    .init(kind: "lyco", name: "b", weight: "1"),
                    .init(kind: "hypernet", name: "h", weight: "1"),
                    .init(kind: "lora", name: "bare", weight: nil),
                ])
        #expect(
            PromptTags.embeddings(
                in:
                    "(embedding:SDA768.pt:1.2), embedding:urn:air:sdxl:embedding:civitai:1@2, embedding:x",
                limit: 100) == ["SDA768.pt", "urn:air:sdxl:embedding:civitai:1@2", "x"])
    }

    @Test("Sizes in all their spellings")
    func sizes() {
        for text in ["768x1280", "768 x 1280", "(768, 1280)", "768 x 1280  (portrait)"] {
            let size = WrittenSize.parse(text)
            #expect(size?.width == 768 && size?.height == 1280)
        }
        #expect(WrittenSize.parse("0x5") == nil)
        #expect(WrittenSize.parse("12") == nil)
        #expect(WrittenSize.side("1024.0") == 1_024)
        #expect(WrittenSize.side("1e300") == nil)
        #expect(WrittenSize.side("nan") == nil)
    }
}
