import GenerationMetadata
import Testing

@Suite("ComfyUI graphs")
struct ComfyWalkTests {
    private func read(_ nodes: String) -> GenerationRecord {
        record(["prompt": ComfyFixture.graph(nodes)])
    }

    private func read(
        positive: String, model: String = #"["4", 0]"#, _ nodes: String
    ) -> GenerationRecord {
        read(ComfyFixture.sampler(positive: positive, model: model) + ",\n" + nodes)
    }

    @Test("Text to image, and a seed of 2^64 − 1")
    func simple() {
        let record = record(["prompt": ComfyFixture.simple])
        #expect(record.generator == .comfyUI)
        #expect(record.seed == "18446744073709551615")
        #expect(record.prompt == "a duck")
        #expect(record.negative == "a goose")
        #expect(record.cfg?.text == "7.5")
        #expect(record.width == 832)
        #expect(record.model?.name == "SDXL\\base.safetensors")
        #expect(record.model?.shortName == "base")
        #expect(record.passes.count == 1)
    }

    @Test("NaN in what ComfyUI writes, and ids that are no numbers")
    func oddJSON() {
        let graph = ComfyFixture.simple.replacing("\"6\"", with: "\"PositiveCLIP_Base\"")
            .replacing(
                #""class_type": "KSampler","#,
                with: #""is_changed": [NaN, Infinity], "class_type": "KSampler","#)
        #expect(record(["prompt": graph]).prompt == "a duck")
    }

    @Test("Scalars at the end of links: primitives, reroutes, switches")
    func scalars() {
        let record = read(
            """
            "3": {"class_type": "KSampler", "inputs": {"seed": ["20", 0], "steps": ["21", 0],
              "cfg": ["22", 0], "sampler_name": "euler", "scheduler": "normal",
              "model": ["4", 0], "positive": ["6", 0], "negative": ["6", 0],
              "latent_image": ["5", 0]}},
            "4": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "b"}},
            "5": {"class_type": "SDXL Empty Latent Image (rgthree)",
              "inputs": {"dimensions": "1216 x 832  (landscape)"}},
            "6": {"class_type": "CLIPTextEncode", "inputs": {"text": "x"}},
            "20": {"class_type": "Seed (rgthree)", "inputs": {"seed": 77}},
            "21": {"class_type": "Reroute", "inputs": {"": ["23", 0]}},
            "22": {"class_type": "PrimitiveFloat", "inputs": {"value": 4.5}},
            "23": {"class_type": "PrimitiveInt", "inputs": {"value": 33}}
            """)
        #expect(record.seed == "77")
        #expect(record.steps?.value == 33)
        #expect(record.cfg?.value == 4.5)
        #expect(record.width == 1216)
        #expect(record.height == 832)
    }

    @Test("A negative made by zeroing the positive is none")
    func zeroOut() {
        let record = read(
            positive: #"["6", 0]"#,
            #""6": {"class_type": "CLIPTextEncode", "inputs": {"text": "a duck"}}"#)
        #expect(record.prompt == "a duck")
        #expect(record.negative == nil)
    }

    @Test("Two encoders: each text is kept, equal ones once")
    func encoders() {
        let record = read(
            positive: #"["6", 0]"#,
            #""6": {"class_type": "CLIPTextEncodeSDXL", "inputs": {"text_g": "scene", "text_l": "tags"}}"#
        )
        #expect(record.prompt == "scene\ntags")
        #expect(
            record.promptParts == [PromptPart(.clipG, "scene"), PromptPart(.clipL, "tags")])
        let same = read(
            positive: #"["6", 0]"#,
            #""6": {"class_type": "CLIPTextEncodeFlux", "inputs": {"clip_l": "one", "t5xxl": "one", "guidance": 3.5}}"#
        )
        #expect(same.prompt == "one")
        #expect(same.promptParts.isEmpty)
        #expect(same.guidance?.value == 3.5)
    }

    @Test("ControlNet: prompts by slot, and the net's name and weight")
    func controlNet() {
        let record = read(
            """
            "3": {"class_type": "KSampler", "inputs": {"seed": 1, "steps": 2, "cfg": 3,
              "sampler_name": "e", "scheduler": "n", "model": ["4", 0], "positive": ["10", 0],
              "negative": ["10", 1], "latent_image": ["5", 0]}},
            "4": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "b"}},
            "5": {"class_type": "EmptyLatentImage", "inputs": {"width": 64, "height": 64}},
            "6": {"class_type": "CLIPTextEncode", "inputs": {"text": "yes"}},
            "7": {"class_type": "CLIPTextEncode", "inputs": {"text": "no"}},
            "10": {"class_type": "ControlNetApplyAdvanced", "inputs": {"positive": ["6", 0],
              "negative": ["7", 0], "control_net": ["11", 0], "image": ["12", 0],
              "strength": 0.8}},
            "11": {"class_type": "ControlNetLoader", "inputs": {"control_net_name": "canny.pth"}},
            "12": {"class_type": "LoadImage", "inputs": {"image": "edges.png"}}
            """)
        #expect(record.prompt == "yes")
        #expect(record.negative == "no")
        let net = record.models.first { $0.role == .controlNet }
        #expect(net?.name == "canny.pth")
        #expect(net?.weight?.value == 0.8)
        #expect(record.sourceImages.map(\.name) == ["edges.png"])
        #expect(record.sourceImages.first?.role == .reference)
    }

    @Test("Texts made of texts: joined, switched, shown, filled in, never a language model's")
    func strings() {
        let record = read(
            positive: #"["6", 0]"#,
            """
            "6": {"class_type": "CLIPTextEncode", "inputs": {"text": ["20", 0]}},
            "20": {"class_type": "StringConcatenate", "inputs": {"string_a": ["21", 0],
              "string_b": ["22", 0], "delimiter": " + "}},
            "21": {"class_type": "ComfySwitchNode", "inputs": {"switch": false,
              "on_true": ["23", 0], "on_false": ["24", 0]}},
            "22": {"class_type": "ShowText|pysssss", "inputs": {"text": ["23", 0],
              "text_0": "shown"}},
            "23": {"class_type": "TextGenerate", "inputs": {"prompt": "write!"}},
            "24": {"class_type": "PrimitiveString", "inputs": {"value": "said"}}
            """)
        #expect(record.prompt == "said + shown")
        let wildcard = read(
            positive: #"["6", 0]"#,
            #""6": {"class_type": "ImpactWildcardEncode", "inputs": {"wildcard_text": "__animal__", "populated_text": "a duck"}}"#
        )
        #expect(wildcard.prompt == "a duck")
    }

    @Test("LoRAs: loaders, rgthree's rows, stacks; those switched off are none")
    func loras() {
        let record = read(
            positive: #"["6", 0]"#, model: #"["20", 0]"#,
            """
            "6": {"class_type": "CLIPTextEncode", "inputs": {"text": "x"}},
            "20": {"class_type": "LoraLoader", "inputs": {"lora_name": "a.safetensors",
              "strength_model": 0.5, "strength_clip": 1, "model": ["21", 0]}},
            "21": {"class_type": "Power Lora Loader (rgthree)", "inputs": {
              "lora_1": {"on": true, "lora": "b.safetensors", "strength": 0.7},
              "lora_2": {"on": false, "lora": "c.safetensors", "strength": 1},
              "model": ["22", 0]}},
            "22": {"class_type": "LoraLoaderModelOnly", "inputs": {"lora_name": "off",
              "strength_model": 0, "model": ["23", 0]}},
            "23": {"class_type": "CR Apply LoRA Stack", "inputs": {"lora_stack": ["24", 0],
              "model": ["25", 0]}},
            "24": {"class_type": "CR LoRA Stack", "inputs": {"switch_1": "On",
              "lora_name_1": "d", "model_weight_1": 0.3, "switch_2": "Off", "lora_name_2": "e",
              "model_weight_2": 1}},
            "25": {"class_type": "ModelMergeSimple", "inputs": {"model1": ["4", 0],
              "model2": ["26", 0]}},
            "26": {"class_type": "UnetLoaderGGUF", "inputs": {"unet_name": "flux.gguf"}}
            """)
        #expect(record.loras.map(\.name) == ["a.safetensors", "b.safetensors", "d"])
        #expect(record.loras.map(\.weight?.value) == [0.5, 0.7, 0.3])
        #expect(record.loras.allSatisfy { $0.source == .graph })
        #expect(record.models.map(\.name) == ["base.safetensors", "flux.gguf"])
    }

    @Test("A loader that holds everything: Efficient's")
    func efficient() {
        let record = read(
            """
            "3": {"class_type": "KSampler (Efficient)", "inputs": {"seed": 9, "steps": 8, "cfg": 2,
              "sampler_name": "lcm", "scheduler": "karras", "model": ["4", 0],
              "positive": ["4", 1], "negative": ["4", 2], "latent_image": ["4", 3]}},
            "4": {"class_type": "Efficient Loader", "inputs": {"ckpt_name": "x.safetensors",
              "lora_name": "None", "positive": "a duck", "negative": "bad",
              "empty_latent_width": 512, "empty_latent_height": 640}}
            """)
        #expect(record.prompt == "a duck")
        #expect(record.negative == "bad")
        #expect(record.seed == "9")
        #expect(record.width == 512)
        #expect(record.loras.isEmpty)
    }

    @Test("SamplerCustom: sampler and schedule by the names of their nodes")
    func custom() {
        let record = read(
            """
            "3": {"class_type": "SamplerCustom", "inputs": {"noise_seed": 9, "cfg": 1,
              "sampler": ["20", 0], "sigmas": ["21", 0], "model": ["4", 0],
              "positive": ["6", 0], "negative": ["6", 0], "latent_image": ["5", 0]}},
            "4": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "b"}},
            "5": {"class_type": "EmptyLatentImage", "inputs": {"width": 64, "height": 64}},
            "6": {"class_type": "CLIPTextEncode", "inputs": {"text": "x"}},
            "20": {"class_type": "SamplerDPMPP_SDE", "inputs": {"eta": 1}},
            "21": {"class_type": "SplitSigmas", "inputs": {"sigmas": ["22", 0]}},
            "22": {"class_type": "SDTurboScheduler", "inputs": {"steps": 1, "denoise": 1}}
            """)
        #expect(record.sampler == "SamplerDPMPP_SDE")
        #expect(record.scheduler == "SDTurboScheduler")
        #expect(record.steps?.value == 1)
        #expect(record.seed == "9")
    }

    @Test("Cycles end, wherever they are")
    func cycles() {
        let record = read(
            """
            "3": {"class_type": "KSampler", "inputs": {"seed": ["3", 0], "steps": ["20", 0],
              "cfg": 3, "sampler_name": "e", "scheduler": "n", "model": ["21", 0],
              "positive": ["22", 0], "negative": ["22", 1], "latent_image": ["3", 0]}},
            "4": {"class_type": "X", "inputs": {}},
            "20": {"class_type": "Reroute", "inputs": {"a": ["20", 0]}},
            "21": {"class_type": "Reroute", "inputs": {"model": ["21", 0]}},
            "22": {"class_type": "ConditioningCombine", "inputs": {"conditioning_1": ["22", 0],
              "conditioning_2": ["22", 1]}}
            """)
        #expect(record.generator == .comfyUI)
        #expect(record.passes.count == 1)
        #expect(record.cfg?.value == 3)
        #expect(record.prompt == nil)
    }

    @Test("Without a sampler the nodes are read by their names alone")
    func flat() {
        let record = record([
            "prompt": #"""
            {"1": {"class_type": "MagicSamplerThing", "inputs": {"seed": 5, "steps": 9}},
             "2": {"class_type": "TextBox", "inputs": {"text": "a duck"}},
             "3": {"class_type": "TextBox", "_meta": {"title": "Negative"},
              "inputs": {"text": "bad"}},
             "4": {"class_type": "Loader", "inputs": {"unet_name": "u"}}}
            """#
        ])
        #expect(record.confidence == .flat)
        #expect(record.prompt == "a duck")
        #expect(record.negative == "bad")
        #expect(record.seed == "5")
        #expect(record.model?.name == "u")
    }

    @Test("Only the drawing is there: values by their positions, muted nodes left out")
    func drawing() {
        let record = record([
            "workflow": #"""
            {"nodes": [
             {"id": 3, "type": "KSampler", "mode": 0, "widgets_values": [5, "randomize", 20, 7,
              "euler", "normal", 1], "inputs": [{"name": "model", "link": 1},
              {"name": "positive", "link": 2}, {"name": "negative", "link": 3},
              {"name": "latent_image", "link": 4}]},
             {"id": 4, "type": "CheckpointLoaderSimple", "widgets_values": ["b.ckpt"]},
             {"id": 5, "type": "EmptyLatentImage", "widgets_values": [512, 768, 1]},
             {"id": 6, "type": "CLIPTextEncode", "widgets_values": ["a duck"]},
             {"id": 7, "type": "CLIPTextEncode", "mode": 2, "widgets_values": ["muted"]},
             {"id": 8, "type": "VAEDecode", "inputs": [{"name": "samples", "link": 5}]},
             {"id": 9, "type": "SaveImage", "inputs": [{"name": "images", "link": 6}]}],
             "links": [[1, 4, 0, 3, 0, "MODEL"], [2, 6, 0, 3, 1, "CONDITIONING"],
              [3, 7, 0, 3, 2, "CONDITIONING"], [4, 5, 0, 3, 3, "LATENT"],
              [5, 3, 0, 8, 0, "LATENT"], [6, 8, 0, 9, 0, "IMAGE"]]}
            """#
        ])
        #expect(record.confidence == .flat)
        #expect(record.prompt == "a duck")
        #expect(record.negative == nil)
        #expect(record.seed == "5")
        #expect(record.width == 512)
        #expect(record.model?.name == "b.ckpt")
    }

    @Test("Civitai's graph in EXIF, little-endian with big-endian text, and its summary")
    func civitai() {
        let graph =
            ComfyFixture.simple.dropLast() + #"""
                , "extra": {"airs": ["urn:air:sdxl:checkpoint:civitai:827184@2514310",
                 "urn:air:sdxl:lora:civitai:1@2"]}, "extraMetadata":
                 "{\"prompt\":\"a duck\",\"clipSkip\":2,\"baseModel\":\"SDXL\",\"seed\":4}"}
                """#
        var tiff = TIFFFixture(isBigEndian: false)
        tiff.first = [TIFFFixture.ascii(0x013B, "ai")]
        tiff.exif = [TIFFFixture.userComment(String(graph), bigEndian: true)]
        let record = record(JPEGFixture.exif(tiff))
        #expect(record.generator == .civitai)
        #expect(record.vendor == "Civitai")
        #expect(record.clipSkip?.value == 2)
        #expect(record.seed == "18446744073709551615")
        #expect(record.conflicts.map(\.field) == ["seed", "model"])
        #expect(record.privateDetails == [PrivateDetail(.author, "ai")])
        // A graph that only enlarges: the summary says what was made.
        let upscale = GenerationMetadataTests.record([
            "prompt": #"""
            {"1": {"class_type": "LoadImage", "inputs": {"image":
             "https://x.com/a.png?sig=secret"}}, "2": {"class_type": "SaveImage", "inputs":
             {"images": ["1", 0]}}, "extraMetadata": {"prompt": "a duck", "seed": 4}}
            """#
        ])
        #expect(upscale.prompt == "a duck")
        #expect(upscale.seed == "4")
    }

    @Test("Graphs inside an object, as objects and as texts", arguments: [false, true])
    func wrapped(isText: Bool) {
        let inner =
            isText
            ? "\""
                + ComfyFixture.simple.replacing("\\", with: "\\\\")
                .replacing("\"", with: "\\\"").replacing("\n", with: "\\n") + "\""
            : ComfyFixture.simple
        var tiff = TIFFFixture()
        tiff.first = [TIFFFixture.ascii(0x9286, #"{"prompt": \#(inner), "workflow": {}}"#)]
        #expect(record(JPEGFixture.exif(tiff)).prompt == "a duck")
    }

    @Test("A saver's infotext that contradicts the graph fills nothing; one that agrees does")
    func infotextBesideGraph() {
        let wrong = record([
            "parameters":
                "unknown\nSteps: 20, Sampler: x, CFG scale: 7, Seed: 0, Size: 512x512, Model: other, Clip skip: 9",
            "prompt": ComfyFixture.simple,
        ])
        #expect(wrong.generator == .comfyUI)
        #expect(wrong.prompt == "a duck")
        #expect(wrong.clipSkip == nil)
        #expect(wrong.width == 832)
        #expect(wrong.conflicts.map(\.field).contains("seed"))
        let right = record([
            "parameters":
                "a duck, and more of it\nSteps: 20, Sampler: x, CFG scale: 7.5, Seed: 18446744073709551615, Size: 8x8, Model hash: aabbccddee, Model: base, Clip skip: 2",
            "prompt": ComfyFixture.simple,
        ])
        #expect(right.generator == .comfyUI)
        #expect(right.prompt == "a duck, and more of it")
        #expect(right.model?.hash?.text == "aabbccddee")
        #expect(right.clipSkip?.value == 2)
        #expect(right.passes.count == 1)
    }

    @Test("Stable Cascade: the prompt goes into stage C, which hangs off stage B's conditioning")
    func cascade() {
        let record = read(
            """
            "3": {"class_type": "KSampler", "inputs": {"seed": 2, "steps": 10, "cfg": 1,
              "sampler_name": "e", "scheduler": "n", "model": ["4", 0], "positive": ["10", 0],
              "negative": ["11", 0], "latent_image": ["5", 1]}},
            "4": {"class_type": "UNETLoader", "inputs": {"unet_name": "stage_b"}},
            "5": {"class_type": "StableCascade_EmptyLatentImage",
              "inputs": {"width": 1024, "height": 768}},
            "6": {"class_type": "CLIPTextEncode", "inputs": {"text": "a duck"}},
            "10": {"class_type": "StableCascade_StageB_Conditioning",
              "inputs": {"conditioning": ["11", 0], "stage_c": ["12", 0]}},
            "11": {"class_type": "ConditioningZeroOut", "inputs": {"conditioning": ["6", 0]}},
            "12": {"class_type": "KSampler", "inputs": {"seed": 1, "steps": 20, "cfg": 4,
              "sampler_name": "e", "scheduler": "n", "model": ["13", 0], "positive": ["6", 0],
              "negative": ["11", 0], "latent_image": ["5", 0]}},
            "13": {"class_type": "UNETLoader", "inputs": {"unet_name": "stage_c"}}
            """)
        #expect(record.passes.map(\.node) == ["3", "12"])
        #expect(record.seed == "1")
        #expect(record.prompt == "a duck")
        #expect(record.model?.name == "stage_c")
    }
}
