import GenerationMetadata
import Testing

/// Generators that write fields of their own; the texts are made by the descriptions of what each
/// one writes.
@Suite("Generators that write fields")
struct FieldsTests {
    @Test("SwarmUI: before the ComfyUI graph in the same file; texts and numbers alike")
    func swarm() {
        let swarm = #"""
            {"sui_image_params": {"prompt": "a duck", "negativeprompt": "bad", "model":
             "OfficialStableDiffusion/sd_xl", "seed": 18446744073709551615, "steps": "20",
             "cfgscale": 7.5, "width": 832, "height": 1216, "sampler": "euler",
             "scheduler": "normal", "loras": ["x/one", "two"], "loraweights": "0.5,1",
             "initimagecreativity": 0.6, "automaticvae": true, "swarm_version": "0.9.5"},
             "sui_extra_data": {"original_prompt": "a <random:duck>", "date": "2026-01-01"},
             "sui_models": [{"name": "OfficialStableDiffusion/sd_xl.safetensors", "param": "model",
               "hash": "0x1111111111111111111111111111111111111111111111111111111111111111"},
              {"name": "two", "param": "loras", "hash": "0x22"}]}
            """#
        let record = record(["parameters": swarm, "prompt": ComfyFixture.simple])
        #expect(record.generator == .swarmUI)
        #expect(record.generatorVersion == "0.9.5")
        #expect(record.seed == "18446744073709551615")
        #expect(record.steps?.value == 20)
        #expect(record.model?.hash?.kind == .tensorSHA256)
        #expect(record.loras.map(\.name) == ["x/one", "two"])
        #expect(record.loras.map(\.weight?.value) == [0.5, 1])
        #expect(record.loras[1].hash?.text == "0x22")
        #expect(record.denoise?.value == 0.6)
        #expect(record.promptParts == [PromptPart(.template, "a <random:duck>")])
        #expect(record.passes.count == 1)
        #expect(record.conflicts.map(\.field) == ["negative", "model"])
        // In EXIF's UserComment, little-endian, and in Model as the first versions had it.
        var tiff = TIFFFixture(isBigEndian: false)
        tiff.exif = [TIFFFixture.userComment(swarm, bigEndian: false)]
        #expect(GenerationMetadataTests.record(JPEGFixture.exif(tiff)).generator == .swarmUI)
        tiff = TIFFFixture(isBigEndian: false)
        tiff.first = [TIFFFixture.ascii(0x0110, swarm)]
        #expect(GenerationMetadataTests.record(JPEGFixture.exif(tiff)).generator == .swarmUI)
    }

    @Test("InvokeAI 4 and later: models with hashes, LoRAs, a picture it started from")
    func invoke() {
        let record = record([
            "invokeai_metadata": #"""
            {"generation_mode": "sdxl_img2img", "positive_prompt": "a duck",
             "negative_prompt": "bad", "positive_style_prompt": "ink", "seed": 5, "steps": 30,
             "cfg_scale": 7, "scheduler": "euler_a", "strength": 0.6, "init_image": "x.png",
             "model": {"key": "k", "hash": "blake3:aa", "name": "juggernaut", "base": "sdxl",
             "type": "main"}, "loras": [{"model": {"key": "k", "hash": "blake3:bb",
             "name": "ink", "base": "sdxl", "type": "lora"}, "weight": 0.75}],
             "width": 1024, "height": 768, "app_version": "5.6.0", "rand_device": "cpu"}
            """#
        ])
        #expect(record.generator == .invokeAI)
        #expect(record.generatorVersion == "5.6.0")
        #expect(record.model?.hash?.kind == .blake3)
        #expect(record.loras.first?.name == "ink")
        #expect(record.loras.first?.weight?.value == 0.75)
        #expect(record.sourceImages.map(\.name) == ["x.png"])
        #expect(record.promptParts == [PromptPart(.style, "ink")])
        #expect(record.settings.contains(Setting("generation_mode", "sdxl_img2img")))
    }

    @Test("InvokeAI's graph, where there are no metadata")
    func invokeGraph() {
        let record = record([
            "invokeai_graph": #"""
            {"nodes": {"a": {"id": "positive_conditioning", "type": "sdxl_compel_prompt",
             "prompt": "a duck"}, "b": {"id": "negative_conditioning", "type":
             "sdxl_compel_prompt", "prompt": "bad"}, "c": {"id": "n", "type": "noise",
             "seed": 5, "width": 512, "height": 640}, "d": {"id": "d", "type":
             "denoise_latents", "steps": 30, "cfg_scale": 7, "scheduler": "euler"}, "e":
             {"id": "m", "type": "sdxl_model_loader", "model": {"name": "j"}}}, "edges": []}
            """#
        ])
        #expect(record.generator == .invokeAI)
        #expect(record.prompt == "a duck")
        #expect(record.negative == "bad")
        #expect(record.seed == "5")
        #expect(record.model?.name == "j")
        #expect(record.confidence == .flat)
    }

    @Test("InvokeAI 1: quotes in a prompt, several negatives, an image it started from")
    func dream() {
        let record = record([
            "Dream":
                #""a "big" duck [bad] on water [worse]" -s 50 -S 7 -W 512 -H 640 -f 0.6 -I in.png"#
        ])
        #expect(record.prompt == #"a "big" duck  on water"#)
        #expect(record.negative == "bad, worse")
        #expect(record.seed == "7")
        #expect(record.denoise?.value == 0.6)
        #expect(record.sourceImages.map(\.name) == ["in.png"])
    }

    @Test("NovelAI in WebP: EXIF, a comment in a comment, characters")
    func novelAI() {
        let inner =
            #"{"prompt":"old","v4_prompt":{"caption":{"base_caption":"2girls","char_captions":[{"char_caption":"red hair","centers":[{"x":0.5,"y":0.5}]},{"char_caption":""}]}},"v4_negative_prompt":{"caption":{"base_caption":"bad","char_captions":[{"char_caption":"hat"}]}},"seed":3541278456,"steps":28,"scale":5.0,"sampler":"k_euler_ancestral","noise_schedule":"karras","uc":"x"}"#
        let quoted = inner.replacing("\"", with: "\\\"")
        var tiff = TIFFFixture(isBigEndian: true)
        tiff.first = [
            TIFFFixture.ascii(0x010D, "NovelAI generated image"),
            TIFFFixture.Entry(tag: 0x010E, type: 2, value: [0, 0, 0, 0] + Array("2girls\0".utf8)),
            TIFFFixture.ascii(0x0131, "NovelAI Diffusion V4.5 4BDE2A90"),
        ]
        tiff.exif = [
            TIFFFixture.Entry(
                tag: 0x9286, type: 7,
                value: Array("ASCII\0\0\0".utf8) + Array(#"{"Comment":"\#(quoted)"}"#.utf8))
        ]
        let record = record(WebPFixture.webp([("VP8L", [0]), ("EXIF", tiff.bytes())]))
        #expect(record.generator == .novelAI)
        #expect(record.prompt == "2girls")
        #expect(record.negative == "bad")
        #expect(record.seed == "3541278456")
        #expect(record.model?.name == "NovelAI Diffusion V4.5")
        #expect(
            record.promptParts == [
                PromptPart(.character, "red hair"),
                PromptPart(.character, "hat", isNegative: true),
            ])
    }

    @Test("Fooocus in EXIF: the first directory, and LoRAs as triples or as texts")
    func fooocus() {
        let json =
            #"{"prompt":"a duck","negative_prompt":"","base_model":"jug","base_model_hash":"aeb7e9e689","metadata_scheme":"fooocus","seed":"9223372036854775807","steps":30,"guidance_scale":4,"resolution":"(1024, 1024)","loras":[["ink.safetensors",0.5,"4852686128"]],"created_by":"Ada","vae":"Default (model)","refiner_model":"None"}"#
        var tiff = TIFFFixture()
        tiff.first = [
            TIFFFixture.ascii(0x0131, "Fooocus v2.5.5"), TIFFFixture.ascii(0x927C, "fooocus"),
            TIFFFixture.ascii(0x9286, json),
        ]
        let record = record(JPEGFixture.exif(tiff))
        #expect(record.generator == .fooocus)
        #expect(record.seed == "9223372036854775807")
        #expect(record.loras.first?.hash?.text == "4852686128")
        #expect(record.models.count == 1)
        #expect(record.privateDetails == [PrivateDetail(.author, "Ada")])
        let older = GenerationMetadataTests.record([
            "parameters":
                #"{"base_model":"b","full_prompt":[],"lora_combined_1":"a: x : 0.25","seed":"1"}"#
        ])
        #expect(older.loras.first?.name == "a:x")
        #expect(older.loras.first?.weight?.value == 0.25)
    }

    @Test("RuinedFooocus")
    func ruined() {
        let record = record([
            "parameters":
                #"{"Prompt":"a duck","Negative":"bad","steps":30,"cfg":8,"width":1152,"height":896,"seed":5,"sampler_name":"dpmpp_2m","scheduler":"karras","base_model_name":"m.safetensors","base_model_hash":"\#(String(repeating: "A", count: 64))","loras":[{"name":"x","weight":1}],"clip_skip":1,"denoise":null,"software":"RuinedFooocus"}"#
        ])
        #expect(record.generator == .ruinedFooocus)
        #expect(record.prompt == "a duck")
        #expect(record.model?.hash?.kind == .sha256)
        #expect(record.loras.count == 1)
        #expect(record.denoise == nil)
    }

    @Test("Easy Diffusion: both spellings, in PNG, in EXIF and in a sidecar")
    func easyDiffusion() {
        let plain = record([
            "prompt": "a duck", "negative_prompt": "bad", "seed": "5",
            "use_stable_diffusion_model": "/home/ada/models/sd-v1-5", "sampler_name": "euler_a",
            "width": "512", "height": "768", "num_inference_steps": "25", "guidance_scale": "7.5",
            "use_lora_model": "['one', 'two']", "lora_alpha": "[0.5, 1.0]", "clip_skip": "False",
            "use_vae_model": "None",
        ])
        #expect(plain.generator == .easyDiffusion)
        #expect(plain.prompt == "a duck")
        #expect(plain.steps?.value == 25)
        #expect(plain.cfg?.value == 7.5)
        #expect(plain.width == 512)
        #expect(plain.loras.map(\.name) == ["one", "two"])
        #expect(plain.loras.map(\.weight?.value) == [0.5, 1])
        #expect(plain.clipSkip == nil)
        #expect(plain.vae == nil)
        #expect(plain.privateDetails == [PrivateDetail(.path, "/home/ada/models/sd-v1-5")])
        #expect(plain.withoutPrivateDetails.model?.name == "sd-v1-5")
        let titled = record([
            "Prompt": "a duck", "Negative Prompt": "bad", "Seed": "5", "Steps": "25",
            "Stable Diffusion model": "sd-v1-5", "Guidance Scale": "7.5",
        ])
        #expect(titled.generator == .easyDiffusion)
        #expect(titled.steps?.value == 25)
        var tiff = TIFFFixture()
        tiff.exif = [
            TIFFFixture.userComment(
                #"{"prompt":"a duck","negative_prompt":"bad","seed":5,"use_stable_diffusion_model":"m","use_lora_model":["x"],"lora_alpha":[0.5]}"#,
                bigEndian: true)
        ]
        let exif = record(JPEGFixture.exif(tiff))
        #expect(exif.generator == .easyDiffusion)
        #expect(exif.loras.first?.weight?.value == 0.5)
        let sidecar = GenerationRecord.interpret([
            EmbeddedSlot(
                .sidecar, key: "txt",
                bytes: Array(
                    "Prompt: a duck\nSeed: 5\nStable Diffusion model: m\nSteps: 25\n".utf8))
        ])
        #expect(sidecar.generator == .easyDiffusion)
        #expect(sidecar.model?.name == "m")
    }

    @Test("Draw Things: JSON in XMP, or the text beside it")
    func drawThings() {
        func packet(_ comment: String) -> String {
            """
            <x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF
             xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description
             xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
             xmlns:exif="http://ns.adobe.com/exif/1.0/">
             <xmp:CreatorTool>Draw Things</xmp:CreatorTool>
             <dc:description><rdf:Alt><rdf:li xml:lang="x-default">a duck &amp; a goose&#xA;-bad&#xA;\
            Steps: 26, Sampler: Euler A Trailing, Guidance Scale: 3.5, Seed: 7, Size: 768x1024, \
            Model: flux.ckpt, LoRA Model: ink.ckpt, LoRA Weight: 0.6</rdf:li></rdf:Alt>
             </dc:description>\(comment)</rdf:Description></rdf:RDF></x:xmpmeta>
            """
        }
        let json =
            #"{"c":"a duck &amp; a goose","uc":"bad","model":"flux.ckpt","sampler":"Euler A","scale":3.5,"seed":7,"steps":26,"strength":1,"size":"768x1024","lora":[{"model":"ink.ckpt","weight":0.6}],"v2":{"clipSkip":2}}"#
        let comment =
            "<exif:UserComment><rdf:Alt><rdf:li>\(json)</rdf:li></rdf:Alt></exif:UserComment>"
        for comment in ["", comment] {
            var png = PNGFixture()
            png.chunk(
                "iTXt", Array("XML:com.adobe.xmp\0\0\0\0\0".utf8) + Array(packet(comment).utf8))
            let record = record(png.finish())
            #expect(record.generator == .drawThings)
            #expect(record.prompt == "a duck & a goose")
            #expect(record.negative == "bad")
            #expect(record.seed == "7")
            #expect(record.cfg?.value == 3.5)
            #expect(record.width == 768)
            #expect(record.model?.name == "flux.ckpt")
            #expect(record.loras.first?.weight?.value == 0.6)
        }
    }

    @Test("Midjourney: options, pictures it refers to, and no invented numbers")
    func midjourney() {
        let job = "e9c2bb5f-3f9c-4f4b-8b3a-1c4f3c1d2e3f"
        let record = record([
            "Description":
                "https://x.com/a.png a duck -- swimming --ar 2:3 --seed 99 --no goose, hat --v 6.1 --sref https://x.com/s.png 12 --tile --raw Job ID: \(job)",
            "Author": "Danh võ",
        ])
        #expect(record.generator == .midjourney)
        #expect(record.prompt == "a duck -- swimming")
        #expect(record.negative == "goose, hat")
        #expect(record.seed == "99")
        #expect(record.model?.name == "Midjourney 6.1")
        #expect(record.jobID == job)
        #expect(
            record.sourceImages.map(\.name) == ["https://x.com/a.png", "https://x.com/s.png"])
        #expect(record.settings.contains(Setting("--ar", "2:3")))
        #expect(record.settings.contains(Setting("--tile", "true")))
        #expect(record.privateDetails == [PrivateDetail(.account, "Danh võ")])
        #expect(record.steps == nil)
        #expect(record.width == nil)
        #expect(
            GenerationMetadataTests.record(["Description": "a photograph, --ar 2:3"]).isEmpty)
    }

    @Test("Stability Matrix: its JSON, not the graph whose comments are gone")
    func stabilityMatrix() {
        let record = record([
            "parameters":
                "# note\r\na duck\r\nNegative prompt: bad\r\nSteps: 20, Sampler: Euler, CFG scale: 7, Seed: 1, Size: 8x8",
            "parameters-json":
                ##"{"PositivePrompt":"# note\na duck","NegativePrompt":"bad","Steps":20,"Sampler":"Euler","CfgScale":7,"Seed":1,"Height":8,"Width":8,"ModelHash":"AA","ModelName":"m"}"##,
            "smproj": "{}", "prompt": ComfyFixture.simple,
        ])
        #expect(record.generator == .stabilityMatrix)
        #expect(record.prompt == "# note\na duck")
        #expect(record.model?.name == "m")
        #expect(record.conflicts.contains { $0.field == "seed" })
    }

    @Test("Tensor.Art: the true seed is in the graph")
    func tensorArt() {
        let record = record([
            "generation_data":
                #"{"prompt":"a duck","negativePrompt":"","width":832,"height":1216,"steps":25,"cfgScale":7,"seed":"-1","clipSkip":2,"baseModel":{"modelFileName":"base","hash":"AB"},"models":[{"modelFileName":"lora","weight":0.8}],"ksamplerName":"euler","schedule":"normal"}"#
                + "\0",
            "prompt": ComfyFixture.simple,
        ])
        #expect(record.generator == .tensorArt)
        #expect(record.seed == "18446744073709551615")
        #expect(record.model?.name == "base")
        #expect(record.loras.first?.name == "lora")
    }

    @Test("Hugging Face's spaces, and mflux")
    func others() {
        let space = record([
            "parameters":
                #"{"prompt":"a duck","negative_prompt":"bad","resolution":"832 x 1216","guidance_scale":7,"num_inference_steps":28,"seed":5,"sampler":"Euler a","Model":"m","Model hash":"\#(String(repeating: "E", count: 64))","use_upscaler":null}"#
        ])
        #expect(space.generator == .huggingFaceSpace)
        #expect(space.height == 1_216)
        #expect(space.steps?.value == 28)
        var tiff = TIFFFixture()
        tiff.exif = [
            TIFFFixture.Entry(
                tag: 0x9286, type: 7,
                value: Array(
                    #"{"mflux_version":"0.5","model":"dev","seed":5,"steps":20,"guidance":3.5,"height":64,"width":32,"prompt":"a duck","lora_paths":["/Users/ada/x.safetensors"],"lora_scales":[0.5]}"#
                        .utf8))
        ]
        let mflux = record(JPEGFixture.exif(tiff))
        #expect(mflux.generator == .mflux)
        #expect(mflux.guidance?.value == 3.5)
        #expect(mflux.privateDetails.map(\.kind) == [.path])
        #expect(mflux.withoutPrivateDetails.loras.first?.name == "x")
    }

    @Test("Marks in EXIF: Black Forest Labs, Grok, Ideogram")
    func marks() {
        var flux = TIFFFixture()
        flux.first = [
            TIFFFixture.ascii(0x010E, "a duck"), TIFFFixture.ascii(0x010F, "Black Forest Labs"),
            TIFFFixture.ascii(0x0110, "flux-dev"),
            TIFFFixture.ascii(0x0131, "AI generated;txt2img;flux"),
        ]
        let bfl = record(JPEGFixture.exif(flux))
        #expect(bfl.generator == .blackForestLabs)
        #expect(bfl.prompt == "a duck")
        #expect(bfl.model?.name == "flux-dev")
        #expect(bfl.aiSource == .exif)
        var grok = TIFFFixture()
        grok.first = [
            TIFFFixture.ascii(0x010E, "Signature: abc="),
            TIFFFixture.ascii(0x013B, "8b3a1c4f-0000-0000-0000-000000000000"),
        ]
        grok.exif = [
            TIFFFixture.Entry(
                tag: 0x9286, type: 7, value: Array("ASCII\0\0\0Signature: abc=".utf8))
        ]
        let xai = record(JPEGFixture.exif(grok))
        #expect(xai.generator == .grok)
        #expect(xai.prompt == nil)
        #expect(xai.privateDetails.map(\.kind) == [.author])
        var ideogram = TIFFFixture()
        ideogram.first = [TIFFFixture.ascii(0x010F, "Ideogram AI")]
        #expect(record(JPEGFixture.exif(ideogram)).generator == .ideogram)
        var camera = TIFFFixture()
        camera.first = [
            TIFFFixture.ascii(0x010E, "holiday"), TIFFFixture.ascii(0x010F, "Canon"),
            TIFFFixture.ascii(0x0110, "EOS 5D"), TIFFFixture.ascii(0x0131, "Darktable"),
        ]
        #expect(record(JPEGFixture.exif(camera)).isEmpty)
    }
}
