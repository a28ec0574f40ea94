"""Makes the pictures that the bench uses where there are none to point it at."""
import io
from pathlib import Path

import numpy as np
from PIL import Image

import whole


def smooth(random, width, height, octaves):
    """Soft colour noise with some grain: compresses about as a photograph does."""
    total = np.zeros((height, width, 3), np.float32)
    for octave in range(octaves):
        side = 4 << octave
        coarse = random.random((side, side, 3), np.float32)
        planes = [
            np.asarray(Image.fromarray(coarse[..., c]).resize((width, height), Image.BICUBIC))
            for c in range(3)
        ]
        total += np.stack(planes, -1) / (1 << octave)
    total -= total.min()
    total *= 235 / total.max()
    total += random.normal(8, 2.5, total.shape)
    return Image.fromarray(np.clip(total, 0, 255).astype(np.uint8))


def make(root):
    """Camera-sized JPEGs and generator-sized PNGs, the same on every machine."""
    camera, generated = Path(root, "camera"), Path(root, "generated")
    if camera.is_dir() and generated.is_dir():
        return root
    random = np.random.default_rng(7)
    camera.mkdir(parents=True, exist_ok=True)
    for index in range(12):
        width, height = [(4000, 3000), (4608, 3456), (5184, 3456)][index % 3]
        smooth(random, width, height, 8).save(
            camera / f"{index:02}.jpg", quality=90, subsampling=index % 2 * 2)
    generated.mkdir(parents=True, exist_ok=True)
    for index in range(24):
        smooth(random, 1024, 1024, 7).save(generated / f"{index:02}.png")
    return root


def make_many(root, count, different=100_000):
    """As many small pictures as a large library has, each of a few hundred bytes, a thousand to a
    directory. After the first `different` they are repeated: objects are shared, files are not."""
    if root.is_dir():
        return
    print(f"making {count} small pictures in {root}", flush=True)
    random = np.random.default_rng(5)
    made = []
    with whole.making(root) as partial:
        for index in range(count):
            directory = partial / f"{index // 1000:03}"
            if index % 1000 == 0:
                directory.mkdir(parents=True)
            if index < different:
                memory = io.BytesIO()
                Image.fromarray(random.integers(0, 256, (8, 8, 3), np.uint8)).save(memory, "png")
                made.append(memory.getvalue())
            (directory / f"{index:07}.png").write_bytes(made[index % different])
