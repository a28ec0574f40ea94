"""Text as three image generators leave it in their PNG files.

The wording follows the generators' layouts; the pictures themselves are drawn
by patterns.py, and the model they name does not exist.
"""
import json

MODEL = "sample-painter-v1.safetensors"


def comfyui(width, height):
    """The `prompt` graph ComfyUI ran and the `workflow` its editor shows."""
    # id: (class, {input: value, or [node, slot] for a link}, [output types])
    nodes = {
        "4": ("CheckpointLoaderSimple", {"ckpt_name": MODEL}, ["MODEL", "CLIP", "VAE"]),
        "5": ("EmptyLatentImage", {"width": width, "height": height, "batch_size": 1}, ["LATENT"]),
        "6": ("CLIPTextEncode", {"text": "flowing ribbons, mid-century poster, cream paper, "
                                         "teal and vermilion", "clip": ["4", 1]}, ["CONDITIONING"]),
        "7": ("CLIPTextEncode", {"text": "text, watermark, blurry", "clip": ["4", 1]}, ["CONDITIONING"]),
        "3": ("KSampler", {"seed": 156680208700286, "steps": 24, "cfg": 6.5,
                           "sampler_name": "dpmpp_2m", "scheduler": "karras", "denoise": 1.0,
                           "model": ["4", 0], "positive": ["6", 0], "negative": ["7", 0],
                           "latent_image": ["5", 0]}, ["LATENT"]),
        "8": ("VAEDecode", {"samples": ["3", 0], "vae": ["4", 2]}, ["IMAGE"]),
        "9": ("SaveImage", {"filename_prefix": "ribbons", "images": ["8", 0]}, []),
    }
    prompt = {key: {"inputs": inputs, "class_type": kind, "_meta": {"title": kind}}
              for key, (kind, inputs, _) in nodes.items()}
    links, drawn = [], {}
    for order, (key, (kind, inputs, outputs)) in enumerate(nodes.items()):
        drawn[key] = {
            "id": int(key), "type": kind, "pos": [40 + 330 * (order // 2), 120 + 260 * (order % 2)],
            "size": [300, 180], "flags": {}, "order": order, "mode": 0, "inputs": [],
            "outputs": [{"name": o, "type": o, "links": [], "slot_index": i} for i, o in enumerate(outputs)],
            "properties": {"Node name for S&R": kind},
            "widgets_values": [v for v in inputs.values() if not isinstance(v, list)],
        }
    for key, (_, inputs, _) in nodes.items():
        for name, value in inputs.items():
            if isinstance(value, list):
                source, slot = value
                kind = nodes[source][2][slot]
                links.append([len(links) + 1, int(source), slot, int(key), len(drawn[key]["inputs"]), kind])
                drawn[key]["inputs"].append({"name": name, "type": kind, "link": len(links)})
                drawn[source]["outputs"][slot]["links"].append(len(links))
    workflow = {"last_node_id": 9, "last_link_id": len(links), "nodes": list(drawn.values()),
                "links": links, "groups": [], "config": {}, "extra": {}, "version": 0.4}
    return {"prompt": json.dumps(prompt), "workflow": json.dumps(workflow)}


def automatic1111(width, height):
    return {"parameters": (
        "rose window, (stained glass:1.2), cathedral light, ruby and cobalt, leaded panes\n"
        "Negative prompt: blurry, lowres, people, text\n"
        "Steps: 28, Sampler: DPM++ 2M Karras, CFG scale: 7, Seed: 2718281828, "
        f"Size: {width}x{height}, Model hash: 0f1e2d3c4b, Model: {MODEL.split('.')[0]}, "
        "Clip skip: 2, Version: v1.9.4")}


def invokeai(width, height):
    return {"invokeai_metadata": json.dumps({
        "generation_mode": "txt2img", "positive_prompt": "folded silk in a slow current, indigo, sand and ember",
        "negative_prompt": "text, frame", "width": width, "height": height, "seed": 314159265,
        "rand_device": "cpu", "cfg_scale": 7.5, "steps": 30, "scheduler": "euler_a",
        "model": {"key": "5d0a7c1e-sample", "hash": "blake3:00c0ffee", "name": MODEL.split(".")[0],
                  "base": "sd-1", "type": "main"},
        "app_version": "4.2.7"})}
