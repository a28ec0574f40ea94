import GenerationMetadata
import Testing

/// The files of sd-parsers' own tests; values were read off the files by hand.
@Suite("sd-parsers' files", .needsCorpora)
struct SDParsersTests {
    private func record(_ name: String) throws -> GenerationRecord {
        try Corpora.record("sd-parsers/tests/resources/" + name)
    }

    @Test(
        "AUTOMATIC1111 writes one text, which is read from PNG, JPEG, and zTXt behind the pixels",
        arguments: [
            "parsers/AUTOMATIC1111/automatic1111_cropped.png",
            "parsers/AUTOMATIC1111/automatic1111_cropped.jpg",
            "bad_images/text_after_idat.png",
        ])
    func automatic1111(name: String) throws {
        let record = try record(name)
        #expect(record.generator == .automatic1111)
        #expect(record.prompt == "photo of a duck")
        #expect(record.negative == "monochrome")
        #expect(record.steps?.value == 15)
        #expect(record.sampler == "UniPC")
        #expect(record.cfg?.text == "5")
        #expect(record.seed == "235284042")
        #expect(record.width == 512)
        #expect(record.height == 400)
        #expect(record.model?.name == "realistic_realisticVisionV20_v20")
        #expect(record.model?.hash?.text == "c0d1994c73")
        #expect(record.model?.hash?.kind == .autoV2)
        #expect(record.aiFlag == .claimed)
        #expect(record.confidence == .high)
    }

    @Test("A text behind the pixels is known to be there")
    func afterPixels() throws {
        let slots = EmbeddedSlots.read(
            bytes: try Corpora.bytes("sd-parsers/tests/resources/bad_images/text_after_idat.png"))
        let parameters = try #require(slots.slots.first { $0.key == "parameters" })
        #expect(parameters.kind == .pngCompressedText)
        #expect(parameters.isAfterPixels)
        #expect(slots.problems.isEmpty)
    }

    @Test(
        "Files without parameters have none",
        arguments: [
            "bad_images/empty_file.png", "bad_images/empty_image.png",
            "bad_images/empty_image.jpg",
        ])
    func empty(name: String) throws {
        #expect(try record(name).isEmpty)
    }

    @Test("Fooocus: its own scheme, with a seed of 63 bits")
    func fooocus() throws {
        let record = try record("parsers/Fooocus/fooocus1_cropped.png")
        #expect(record.generator == .fooocus)
        #expect(record.generatorVersion == "Fooocus v2.4.3")
        #expect(record.prompt == "a smiling goldfish")
        #expect(record.negative == nil)
        #expect(record.seed == "6952411511246973023")
        #expect(record.steps?.value == 30)
        #expect(record.cfg?.value == 4)
        #expect(record.sampler == "dpmpp_2m_sde_gpu")
        #expect(record.scheduler == "karras")
        #expect(record.clipSkip?.value == 2)
        #expect(record.width == 768)
        #expect(record.height == 1280)
        #expect(record.models.map(\.name) == ["juggernautXL_v8Rundiffusion"])
        #expect(record.model?.hash?.text == "aeb7e9e689")
        #expect(record.promptParts.count == 4)
        #expect(record.promptParts[0].text.hasPrefix("cinematic still a smiling goldfish ."))
        #expect(
            record.settings.contains(
                Setting("styles", "Fooocus V2, Fooocus Enhance, Fooocus Sharp")))
        #expect(record.settings.contains(Setting("performance", "Speed")))
    }

    @Test("InvokeAI 1: the command line, with its negative in brackets")
    func dream() throws {
        let record = try record("parsers/InvokeAI/invokeai_dream1.png")
        #expect(record.generator == .invokeAI)
        #expect(record.prompt?.hasPrefix("professional full body photo of young woman") == true)
        #expect(record.prompt?.hasSuffix("film grain, low contrast") == true)
        #expect(record.negative == "rendering, glowing eyes, skinny")
        #expect(record.steps?.value == 50)
        #expect(record.seed == "2980747362")
        #expect(record.width == 512)
        #expect(record.height == 768)
        #expect(record.cfg?.value == 5)
        #expect(record.sampler == "k_lms")
        #expect(record.settings.contains(Setting("-G", "0.9")))
    }

    @Test("InvokeAI 2: sd-metadata comes before the command line beside it")
    func sdMetadata() throws {
        let record = try record("parsers/InvokeAI/invokeai_sdmeta1.png")
        #expect(record.generator == .invokeAI)
        #expect(record.generatorVersion == "2.3.0")
        #expect(record.model?.name == "deliberateForInvoke_v08")
        #expect(record.model?.hash?.kind == .sha256)
        #expect(record.prompt?.hasSuffix("film grain, low contrast") == true)
        #expect(record.negative == "rendering, glowing eyes, skinny")
        #expect(record.seed == "2980747362")
        #expect(record.sampler == "k_lms")
        #expect(record.width == 512)
        #expect(record.height == 768)
    }

    @Test("InvokeAI 3: its metadata, with an adapter's model and picture")
    func invokeAI3() throws {
        let record = try record("parsers/InvokeAI/invokeai_imeta1.png")
        #expect(record.generator == .invokeAI)
        #expect(
            record.prompt == "digital artwork, oil painting. painterly brushstrokes, holidays,")
        #expect(record.negative?.hasPrefix("grainy+, photo, oversaturated") == true)
        #expect(record.seed == "3293022630")
        #expect(record.steps?.value == 35)
        #expect(record.cfg?.text == "8.0")
        #expect(record.sampler == "euler")
        #expect(record.model?.name == "juggernautXL")
        #expect(record.vae?.name == "VAEFix")
        #expect(record.models.contains { $0.name == "ip-adapter-plus_sdxl_vit-h" })
        #expect(
            record.sourceImages.map(\.name) == ["21b3ddb9-089b-49fd-b074-0b9fdac3ab3e.png"])
        #expect(record.width == 1024)
    }

    @Test("NovelAI of 2022: the prompt is the description")
    func novelAI() throws {
        let record = try record("parsers/NovelAI/novelai1_cropped.png")
        #expect(record.generator == .novelAI)
        #expect(record.prompt == "masterpiece, best quality,  cat, space, icon")
        #expect(record.negative?.hasPrefix("lowres, bad anatomy, bad hands") == true)
        #expect(record.seed == "2253955223")
        #expect(record.steps?.value == 50)
        #expect(record.sampler == "k_euler_ancestral")
        #expect(record.cfg?.text == "10.0")
        #expect(record.denoise?.value == 0.4)
        #expect(record.model?.name == "Stable Diffusion")
        #expect(record.model?.hash?.text == "1D44365E")
        #expect(record.model?.hash?.kind == .autoV1)
    }
}
