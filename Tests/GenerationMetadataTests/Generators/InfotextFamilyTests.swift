import GenerationMetadata
import Testing

@Suite("AUTOMATIC1111 and its kin")
struct InfotextFamilyTests {
    private func read(_ settings: String, prompt: String = "a duck") -> GenerationRecord {
        record(["parameters": "\(prompt)\nNegative prompt: bad\n\(settings)"])
    }

    private let base = "Steps: 20, Sampler: Euler a, CFG scale: 7, Seed: 5, Size: 512x768"

    @Test(
        "The program is told by its version",
        arguments: [
            ("Version: v1.10.1", Generator.automatic1111), ("Version: 1.7.0", .automatic1111),
            ("Version: f2.0.1v1.10.1-previous-669-gdfdcbab6", .forge),
            ("Version: f0.0.17v1.8.0rc-latest-277", .forge),
            ("Version: f1.0.0v2-v1.10.1RC-latest-2164", .reForge),
            ("Version: f1.3.0-v1.10.1", .easyReforge), ("Version: neo", .forgeNeo),
            ("Version: neo-2.28", .forgeNeo), ("Version: classic", .forgeClassic),
            ("App: SD.Next, Version: 1b4a2c3, Operations: txt2img", .sdNext),
            ("ADetailer version: 26.2.0, Version: f2.0.1v1.10.1", .forge),
            ("ADetailer Version: Neo, Version: v1.9.4", .automatic1111),
            ("Model: x", .automatic1111),
        ])
    func versions(settings: String, generator: Generator) {
        #expect(read("\(base), \(settings)").generator == generator)
    }

    @Test("Fields of their own, and the rest as settings")
    func fields() {
        let record = read(
            "Steps: 20, Sampler: DPM++ 2M Karras, CFG scale: 7.0, Seed: 5, Size: 512x768, "
                + "Model hash: 0123456789, Model: a.b, VAE hash: 11aa22bb33, VAE: v.pt, "
                + "Denoising strength: 0.4, Clip skip: 2, Hires upscale: 1.5, Hires steps: 10, "
                + "Hires upscaler: 4x-UltraSharp, ENSD: 31337, RNG: CPU, User: me, "
                + "Distilled CFG Scale: 3.5, Refiner: r.safetensors [ab], Version: v1.10.1")
        #expect(record.sampler == "DPM++ 2M")
        #expect(record.scheduler == "Karras")
        #expect(record.cfg == WrittenNumber("7.0"))
        #expect(record.guidance?.value == 3.5)
        #expect(record.model?.name == "a.b")
        #expect(record.vae?.hash?.text == "11aa22bb33")
        #expect(record.models.map(\.role) == [.checkpoint, .vae, .refiner])
        #expect(record.hires?.scale?.value == 1.5)
        #expect(record.hires?.upscaler == "4x-UltraSharp")
        #expect(record.settings == [Setting("ENSD", "31337"), Setting("RNG", "CPU")])
        #expect(record.privateDetails == [PrivateDetail(.account, "me")])
        #expect(record.generatorVersion == "v1.10.1")
        #expect(record.clipSkip?.value == 2)
    }

    @Test("A schedule of its own leaves the sampler's name alone")
    func schedule() {
        let record = read("\(base), Schedule type: Karras")
        #expect(record.sampler == "Euler a")
        #expect(record.scheduler == "Karras")
        #expect(read("\(base), Scheduler: beta").scheduler == "beta")
    }

    @Test("LoRAs by tags, by hashes, by numbers, by Civitai's lists")
    func loras() {
        let record = read(
            "\(base), Lora hashes: \"one two: 1234567890ab, UUID-x: 0x3da78937ac\", "
                + "TI hashes: \"easyneg: c74b4e810b\", Lora_0 Model name: c.safetensors, "
                + "Lora_0 Model hash: aa11bb22cc, Lora_0 Strength model: 0.6, "
                + "AddNet Model 1: d(ee11), AddNet Weight A 1: 0.3, "
                + "Hashes: {\"model\": \"ffff000011\", \"lora:e\": \"1111111111\", "
                + "\"embed:neg2\": \"22\"}",
            prompt: "<lora:one two:0.8> a duck <lora:tagged:1:0.5>")
        let loras = Dictionary(
            record.loras.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        #expect(loras["one two"]?.weight?.value == 0.8)
        #expect(loras["one two"]?.hash?.kind == .autoV3)
        #expect(loras["UUID-x"]?.hash?.text == "0x3da78937ac")
        #expect(loras["c.safetensors"]?.weight?.value == 0.6)
        #expect(loras["d"]?.hash?.text == "ee11")
        #expect(loras["d"]?.weight?.value == 0.3)
        #expect(loras["e"]?.hash?.text == "1111111111")
        #expect(loras["tagged"]?.source == .tag)
        #expect(record.loras.count == 6)
        #expect(record.embeddings == ["easyneg", "neg2"])
        #expect(record.model?.hash?.text == "ffff000011")
        #expect(record.prompt?.hasPrefix("<lora:one two:0.8> a duck") == true)
    }

    @Test("Civitai's generator names its checkpoint among its resources")
    func civitai() {
        let record = read(
            "Steps: 25, Sampler: Euler a, CFG scale: 7, Seed: 5, Size: 832x1216, Clip skip: 2, "
                + "Created Date: 2026-01-04T01:27:21.27Z, Civitai resources: "
                + #"[{"type":"checkpoint","modelVersionId":1,"modelName":"Big, model","modelVersionName":"v1"},"#
                + #"{"type":"lora","weight":0.7,"modelVersionId":2,"modelName":"Small"}], Civitai metadata: {}"#
        )
        #expect(record.generator == .civitai)
        #expect(record.model?.name == "Big, model")
        #expect(record.loras.map(\.name) == ["Small"])
        #expect(record.loras.first?.weight?.value == 0.7)
        #expect(record.settings.contains(Setting("Created Date", "2026-01-04T01:27:21.27Z")))
    }

    @Test("Fooocus in AUTOMATIC1111's scheme: the user's prompt is the raw one")
    func fooocus() {
        let record = read(
            "Steps: 30, Sampler: DPM++ 2M SDE, Seed: 5, Size: 8x8, CFG scale: 4, "
                + "Raw prompt: duck, Raw negative prompt: goose, "
                + "Lora hashes: \"sd_xl: 4852686128: 0.1\", Version: Fooocus v2.5.5")
        #expect(record.generator == .fooocus)
        #expect(record.prompt == "duck")
        #expect(record.negative == "goose")
        #expect(record.promptParts.map(\.text) == ["a duck", "bad"])
        #expect(record.loras.first?.name == "sd_xl")
        #expect(record.loras.first?.hash?.text == "4852686128")
        #expect(record.loras.first?.weight?.value == 0.1)
    }

    @Test("A picture that was only enlarged claims nothing about a model")
    func postprocessing() {
        let record = record([
            "postprocessing": "Postprocess upscale by: 2, Postprocess upscaler: R-ESRGAN 4x+"
        ])
        #expect(record.generator == .automatic1111)
        #expect(record.aiFlag == .none)
        #expect(record.settings.map(\.value) == ["2", "R-ESRGAN 4x+"])
    }

    @Test(
        "Hashes are told apart by their form",
        arguments: [
            ("81761151", ModelHash.Kind.autoV1), ("c0d1994c73", .autoV2),
            ("1234567890ab", .autoV3), (String(repeating: "A", count: 64), .sha256),
            ("0x" + String(repeating: "a", count: 64), .tensorSHA256),
            ("blake3:" + String(repeating: "a", count: 64), .blake3), ("0x3da78937ac", .autoV2),
            ("not hex", .other), ("123", .other),
        ])
    func hashes(text: String, kind: ModelHash.Kind) {
        #expect(ModelHash(text)?.kind == kind)
        #expect(ModelHash(text)?.text == text)
    }

    @Test("A seed of −1 is unknown")
    func randomSeed() {
        #expect(
            read("Steps: 20, Sampler: x, CFG scale: 7, Seed: -1, Size: 8x8").seed == nil)
    }

    @Test("The text in WebP, AVIF and GIF is the same as in PNG")
    func sidecar() {
        let text = "a duck\n\(base)"
        let record = GenerationRecord.interpret([
            EmbeddedSlot(.sidecar, key: "txt", bytes: Array(text.utf8))
        ])
        #expect(record.seed == "5")
        #expect(record.sourceSlot == "sidecar txt")
    }
}
