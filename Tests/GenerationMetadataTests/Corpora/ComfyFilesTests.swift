import GenerationMetadata
import Testing

/// ComfyUI's example pictures; values were read off their graphs by hand.
@Suite("ComfyUI's files", .needsCorpora)
struct ComfyFilesTests {
    @Test("SDXL: the base pass is the headline, the refiner a pass of its own")
    func sdxl() throws {
        let record = try Corpora.record("comfyui-examples/sdxl/sdxl_simple_example.png")
        #expect(record.generator == .comfyUI)
        #expect(
            record.prompt
                == "evening sunset scenery blue sky nature, glass bottle with a galaxy in it")
        #expect(record.negative == "text, watermark")
        #expect(record.seed == "721897303308196")
        #expect(record.steps?.value == 25)
        #expect(record.cfg?.value == 8)
        #expect(record.sampler == "euler")
        #expect(record.scheduler == "normal")
        #expect(record.passes.map(\.node) == ["11", "10"])
        #expect(record.passes[0].models == ["sd_xl_refiner_1.0.safetensors"])
        #expect(record.model?.name == "sd_xl_base_1.0.safetensors")
        #expect(record.width == 1024)
        #expect(record.height == 1024)
        #expect(record.confidence == .graph)
    }

    @Test("SD3: an empty negative is none")
    func sd3() throws {
        let record = try Corpora.record("comfyui-examples/sd3/sd3_simple_example.png")
        #expect(record.seed == "125338548270506")
        #expect(record.cfg?.value == 5.45)
        #expect(record.scheduler == "sgm_uniform")
        #expect(record.negative == nil)
        #expect(record.prompt?.hasPrefix("a bottle with a pink and red galaxy") == true)
        #expect(record.model?.name == "sd3_medium_incl_clips_t5xxlfp8.safetensors")
        #expect(record.denoise?.text == "1.0")
    }

    @Test("Flux: seed, sampler, schedule and guidance hang off nodes of their own")
    func fluxDev() throws {
        let record = try Corpora.record("comfyui-examples/flux/flux_dev_example.png")
        #expect(record.seed == "219670278747233")
        #expect(record.steps?.value == 20)
        #expect(record.guidance?.value == 3.5)
        #expect(record.cfg == nil)
        #expect(record.sampler == "euler")
        #expect(record.scheduler == "simple")
        #expect(record.model?.name == "flux1-dev.safetensors")
        #expect(record.vae?.name == "ae.safetensors")
        #expect(record.prompt?.hasPrefix("cute anime girl with massive fluffy fennec") == true)
        #expect(record.width == 1024)
    }

    @Test("Flux schnell: no guidance")
    func fluxSchnell() throws {
        let record = try Corpora.record("comfyui-examples/flux/flux_schnell_example.png")
        #expect(record.seed == "112298569477003")
        #expect(record.steps?.value == 4)
        #expect(record.guidance == nil)
        #expect(record.negative == nil)
        #expect(record.model?.name == "flux1-schnell.safetensors")
    }

    private let folder = "sd-parsers/tests/resources/parsers/ComfyUI/"

    @Test("A picture made from another names it")
    func imageToImage() throws {
        let record = try Corpora.record(folder + "img2img_cropped.png")
        #expect(record.seed == "280823642470253")
        #expect(record.denoise?.text == "0.8700000000000001")
        #expect(record.sampler == "sample_dpmpp_2m")
        #expect(record.sourceImages.map(\.name) == ["example.png"])
        #expect(record.sourceImages.first?.role == .initial)
        #expect(record.width == nil)
        #expect(
            record.prompt == "photograph of victorian woman with wings, sky clouds, meadow grass")
        #expect(record.model?.name == "v1-5-pruned-emaonly.ckpt")
    }

    @Test("Two outputs: the one behind more passes counts")
    func unclip() throws {
        let record = try Corpora.record(folder + "unclip_2pass_cropped.png")
        #expect(record.passes.map(\.node) == ["41", "3"])
        #expect(record.seed == "1106257833005336")
        #expect(record.passes[0].seed == "119080905858220")
        #expect(record.passes[0].models == ["cardosAnimated_v20.safetensors"])
        #expect(record.model?.name == "wd-1-5-beta2-aesthetic-unclip-h-fp32.safetensors")
        #expect(record.vae?.name == "kl-f8-anime2.ckpt")
        #expect(Set(record.sourceImages.map(\.name)) == ["mountains.png", "sunset.png"])
        #expect(record.width == 1280)
        #expect(record.height == 704)
    }

    @Test("Prompts for areas are joined in order, and each kept")
    func areas() throws {
        let record = try Corpora.record(folder + "night_evening_day_morning_cropped.png")
        #expect(record.passes.map(\.node) == ["24", "3"])
        #expect(record.seed == "335608130539327")
        #expect(record.clipSkip?.value == 2)
        #expect(record.width == 704)
        #expect(record.height == 1280)
        let regions = record.promptParts.filter { $0.role == .region && !$0.isNegative }
        #expect(regions.count == 5)
        #expect(regions[0].text.contains("night:1.3"))
        #expect(regions[1].text.contains("evening:1.2"))
        #expect(regions[2].text.contains("daytime:1.2"))
        #expect(regions[3].text.contains("morning sky"))
        #expect(regions[4].text.contains("beautiful landscape"))
        #expect(record.prompt == regions.map(\.text).joined(separator: "\n"))
        #expect(record.model?.name == "Anything-V3.0.ckpt")
        #expect(record.vae?.name == "vae-ft-mse-840000-ema-pruned.safetensors")
    }

    @Test("Composed latents: all six passes are kept")
    func composition() throws {
        let record = try Corpora.record(folder + "noisy_latents_3_subjects_cropped.png")
        #expect(record.passes.map(\.node) == ["24", "58", "60", "57", "64", "73"])
        #expect(record.passes[0].seed == "1084614416978598")
        #expect(record.passes[5].seed == "200072334202574")
        #expect(record.passes[0].prompt?.contains("\u{A0}") == true)
    }

    @Test(
        "Every picture of the bench gives a prompt, a seed and a model",
        arguments: [
            "2_pass_txt2img_hiresfix_latent_workflow", "flux_flux_depth_lora_example",
            "flux_flux_redux_model_example", "hidream_hidream_dev_example",
            "hunyuan_dit_hunyuan_dit_1.2_example", "hypernetworks_hypernetwork_example_output",
            "model_merging_model_merging_lora", "omnigen_omnigen2_example",
            "qwen_image_qwen_image_edit_2509_basic_example", "sd3_sd3_text_encoders_example",
            "stable_cascade_stable_cascade__image_remixing_multiple",
            "textual_inversion_embeddings_embedding_example", "unclip_unclip_2pass",
            "z_image_z_image_turbo_example", "chroma_fennec_girl_hug",
            "noisy_latent_composition_noisy_latents_3_subjects_",
        ])
    func all(name: String) throws {
        let record = try Corpora.record("bench/generated/\(name).png")
        #expect(record.generator == .comfyUI)
        #expect(record.prompt != nil)
        #expect(record.seed != nil)
        #expect(record.model != nil)
        #expect(record.confidence == .graph)
    }

    @Test("What hangs off models and conditionings is named")
    func details() throws {
        let lora = try Corpora.record("bench/generated/flux_flux_depth_lora_example.png")
        #expect(lora.loras.first?.source == .graph)
        #expect(lora.loras.first?.name == "flux1-depth-dev-lora.safetensors")
        let hyper = try Corpora.record(
            "bench/generated/hypernetworks_hypernetwork_example_output.png")
        #expect(
            hyper.models.first { $0.role == .hypernetwork }?.name == "dantionMarbleStatues_10.pt")
        #expect(hyper.models.first?.role == .checkpoint)
        let merged = try Corpora.record("bench/generated/model_merging_model_merging_basic.png")
        #expect(merged.models.filter { $0.role == .checkpoint }.count == 2)
        let edited = try Corpora.record("bench/generated/omnigen_omnigen2_example.png")
        #expect(edited.sourceImages.map(\.name) == ["fennec_girl_sing.png"])
        #expect(edited.sourceImages.first?.role == .reference)
        #expect(edited.width == nil)
        let embedding = try Corpora.record(
            "bench/generated/textual_inversion_embeddings_embedding_example.png")
        #expect(embedding.embeddings.count == 1)
        let cascade = try Corpora.record(
            "bench/generated/stable_cascade_stable_cascade__image_remixing_multiple.png")
        #expect(cascade.passes.count == 2)
        #expect(cascade.passes.last?.models.first?.contains("stage_c") == true)
    }
}
