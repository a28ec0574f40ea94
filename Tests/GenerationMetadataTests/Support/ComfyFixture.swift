/// ComfyUI graphs that tests write.
enum ComfyFixture {
    /// Text to image, with the largest seed there is.
    static let simple = graph(
        """
        "3": {"class_type": "KSampler", "inputs": {"seed": 18446744073709551615, "steps": 20,
          "cfg": 7.5, "sampler_name": "euler", "scheduler": "normal", "denoise": 1.0,
          "model": ["4", 0], "positive": ["6", 0], "negative": ["7", 0],
          "latent_image": ["5", 0]}},
        "4": {"class_type": "CheckpointLoaderSimple",
          "inputs": {"ckpt_name": "SDXL\\\\base.safetensors"}},
        "5": {"class_type": "EmptyLatentImage", "inputs": {"width": 832, "height": 1216}},
        "6": {"class_type": "CLIPTextEncode", "inputs": {"text": "a duck", "clip": ["4", 1]}},
        "7": {"class_type": "CLIPTextEncode", "inputs": {"text": "a goose", "clip": ["4", 1]}}
        """)

    /// The nodes and what every graph ends with: a decoder of node 3 and an output.
    static func graph(_ nodes: String) -> String {
        """
        {\(nodes),
        "8": {"class_type": "VAEDecode", "inputs": {"samples": ["3", 0], "vae": ["4", 2]}},
        "9": {"class_type": "SaveImage", "inputs": {"images": ["8", 0]}}}
        """
    }

    /// A sampler that is fed by `positive` and `model`.
    static func sampler(positive: String, model: String = #"["4", 0]"#) -> String {
        """
        "3": {"class_type": "KSampler", "inputs": {"seed": 1, "steps": 2, "cfg": 3,
          "sampler_name": "euler", "scheduler": "normal", "denoise": 1.0, "model": \(model),
          "positive": \(positive), "negative": ["7", 0], "latent_image": ["5", 0]}},
        "4": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "base.safetensors"}},
        "5": {"class_type": "EmptyLatentImage", "inputs": {"width": 512, "height": 512}},
        "7": {"class_type": "ConditioningZeroOut", "inputs": {"conditioning": ["6", 0]}}
        """
    }
}
