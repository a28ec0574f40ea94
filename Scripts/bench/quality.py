"""How near each program's thumbnails are to the ideal, and how many bytes they take.

    quality.py [--only WORD]

The ideal: the picture decoded at full size, upright, shrunk in floating point by Lanczos with three
lobes widened by the reduction, in the picture's own numbers (gamma-encoded, as everybody does), to
the size that the program chose. PSNR is over all three channels; SSIM over luminance, with the
11 x 11 Gaussian window of sigma 1.5 of Wang, Bovik, Sheikh and Simoncelli, "Image quality
assessment: from error visibility to structural similarity", IEEE Transactions on Image
Processing 13 (4), 2004, without their optional reduction. Transparent pixels are laid over white.
Means of the files of a set. Each program makes JPEGs first, at quality 82, then PNGs: these show
what decoding and shrinking lost, without what the encoder did.
"""
import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pictures
from contest import HERE
from PIL import Image, ImageOps
from peers import ours, peers


def lanczos3(count, size):
    """A matrix that shrinks `count` samples to `size`."""
    scale = count / size
    centers = (np.arange(size)[:, None] + 0.5) * scale
    x = (np.arange(count)[None, :] + 0.5 - centers) / scale
    weights = np.where(np.abs(x) < 3, np.sinc(x) * np.sinc(x / 3), 0)
    return (weights / weights.sum(1, keepdims=True)).astype(np.float32)


def over_white(samples):
    """Premultiplied RGBA to RGB."""
    return samples[..., :3] + 255 - samples[..., 3:]


def decoded(path):
    """The picture at full size, upright, 0…255 in floating point: RGB, or RGBA premultiplied."""
    with Image.open(path) as image:
        image = ImageOps.exif_transpose(image)
        transparent = image.mode in ("LA", "PA", "RGBA") or "transparency" in image.info
        samples = np.asarray(image.convert("RGBA" if transparent else "RGB"), np.float32)
    if transparent:
        samples = samples.copy()
        samples[..., :3] *= samples[..., 3:] / 255
    return samples


def shrunk(samples, width, height):
    rows, columns, channels = samples.shape
    low = lanczos3(rows, height) @ samples.reshape(rows, columns * channels)
    low = lanczos3(columns, width) @ low.reshape(height, columns, channels)
    low = over_white(low) if channels == 4 else low
    return np.clip(low, 0, 255).astype(np.float64)


def shown(path):
    with Image.open(path) as image:
        samples = np.asarray(image.convert("RGBA"), np.float64).copy()
    samples[..., :3] *= samples[..., 3:] / 255
    return over_white(samples)


def psnr(a, b):
    return 10 * np.log10(255 ** 2 / max(1e-6, np.mean((a - b) ** 2)))


def blurred(plane):
    window = np.exp(-np.arange(-5, 6) ** 2 / (2 * 1.5 ** 2))
    window /= window.sum()
    for axis in (0, 1):
        plane = np.apply_along_axis(np.convolve, axis, plane, window, "valid")
    return plane


def ssim(a, b):
    a, b = (np.dot(p, [0.299, 0.587, 0.114]) for p in (a, b))
    mean_a, mean_b = blurred(a), blurred(b)
    of_a, of_b = blurred(a * a) - mean_a ** 2, blurred(b * b) - mean_b ** 2
    of_both = blurred(a * b) - mean_a * mean_b
    c1, c2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2
    return np.mean((2 * mean_a * mean_b + c1) * (2 * of_both + c2)
                   / ((mean_a ** 2 + mean_b ** 2 + c1) * (of_a + of_b + c2)))


def made(source, directory):
    """What a program made of a file: some keep its ending, some replace it."""
    for name in (source.name, source.stem):
        for ending in (".jpg", ".png"):
            if (directory / (name + ending)).is_file():
                return directory / (name + ending)
    sys.exit(f"{source} has no thumbnail in {directory}")


def make_all(files, work):
    """(program, form) -> the directory of its thumbnails."""
    names = [str(f) for f in files]
    directories = {}
    for ending in ("jpg", "png"):
        makers = {name: (lambda out, name=name: peers(names, out, ending)[name])
                  for name in peers(names, work)}
        makers["StillStore"] = lambda out: ours(names, out)
        for name, maker in makers.items():
            out = directories[name, ending] = work / f"{name}-{ending}"
            out.mkdir()
            command, data = maker(out)
            environment = dict(os.environ, THUMBNAILS_FORMAT="auto" if ending == "jpg" else "png")
            subprocess.run(command, input=data, check=True, env=environment,
                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return directories


def judge_set(directory, work):
    files = sorted(p for p in directory.iterdir() if p.suffix.lower() in
                   (".jpg", ".jpeg", ".png", ".webp"))
    if not files:
        return
    work.mkdir()
    directories = make_all(files, work)
    scores = {key: [] for key in directories}
    for source in files:
        full, ideals = decoded(source), {}
        for key, out in directories.items():
            path = made(source, out)
            result = shown(path)
            size = result.shape[1], result.shape[0]
            if size not in ideals:
                ideals[size] = shrunk(full, *size)
            ideal = ideals[size]
            scores[key].append((psnr(result, ideal), ssim(result, ideal), path.stat().st_size))
    means = {key: np.mean(rows, axis=0) for key, rows in scores.items()}
    print(f"\n{directory.name}: {len(files)} files, thumbnails against a float Lanczos3 reference")
    print(f"  {'':16}{'PSNR dB':>9}{'SSIM':>9}{'bytes':>9}   as PNG:{'PSNR dB':>9}{'SSIM':>9}")
    for name in sorted({n for n, _ in means}, key=lambda n: -means[n, "jpg"][0]):
        loud, similar, size = means[name, "jpg"]
        plain_loud, plain_similar, _ = means[name, "png"]
        print(f"  {name:16}{loud:9.2f}{similar:9.4f}{size:9.0f}{'':11}"
              f"{plain_loud:9.2f}{plain_similar:9.4f}")
    sys.stdout.flush()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=1, help="ignored: bytes do not vary")
    parser.add_argument("--only", default="")
    options = parser.parse_args()
    root = os.environ.get("STILLSTORE_BENCH") or pictures.make(HERE.parents[1] / "bench-data")
    with tempfile.TemporaryDirectory(dir=os.environ.get("STILLSTORE_BENCH_WORK")) as temporary:
        for directory in sorted(p for p in Path(root).iterdir() if p.is_dir()):
            if options.only in "quality " + directory.name:
                judge_set(directory, Path(temporary, directory.name))


main()
