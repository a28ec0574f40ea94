"""Draw the sample pictures that StillStore is tried on.

    python3 -m venv /tmp/samples-venv
    /tmp/samples-venv/bin/pip install pillow numpy
    /tmp/samples-venv/bin/python Scripts/samples/draw.py

Every picture is a motif of its own, seeded, so drawing twice gives the same
bytes (with the same Pillow). Files land in samples/ and nothing else there
is touched. Words given as arguments draw only the files whose path
contains one of them.
"""
import io
import sys
from pathlib import Path

import numpy as np
from PIL import Image, PngImagePlugin

sys.dont_write_bytecode = True  # this folder is for sources, not caches

from drawing import captions, formats, landscapes, patterns  # noqa: E402
from drawing.formats import jpeg, png, stored, text_chunk, to8  # noqa: E402

SAMPLES = Path(__file__).resolve().parents[2] / "samples"


def saved(image, kind, **options):
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def captioned(picture, caption):
    texts = caption(picture.shape[1], picture.shape[0])
    return png(picture, extra=b"".join(text_chunk(k, v) for k, v in texts.items()))


def turned(picture, orientation, description, kind, **options):
    """Pixels stored turned, with the EXIF tag that stands them upright."""
    exif = formats.exif(orientation, description)
    return saved(to8(stored(picture, orientation)), kind, exif=exif, **options)


def animated(frames, kind, colours=None, **options):
    frames = [to8(a) for a in frames]
    if colours:
        # One palette for all frames, so that no colour flickers.
        strip = np.concatenate([np.asarray(a) for a in frames])
        palette = Image.fromarray(strip).quantize(colours)
        frames = [a.quantize(palette=palette, dither=Image.Dither.NONE) for a in frames]
    return saved(frames[0], kind, save_all=True, append_images=frames[1:], loop=0, **options)


def see_through_gif(picture):
    """GIF knows only on and off: every pixel under half cover becomes index 15."""
    colour = picture[..., :3] / np.maximum(picture[..., 3:], 1 / 255)
    image = to8(colour).quantize(15, dither=Image.Dither.NONE)
    index = np.where(picture[..., 3] < 0.5, 15, np.asarray(image)).astype(np.uint8)
    out = Image.fromarray(index, "P")
    out.putpalette((image.getpalette() + [0] * 48)[:48])
    return saved(out, "GIF", transparency=15, optimize=False)


def palette_png(picture):
    """Indexed colour whose tRNS gives several entries an alpha of their own."""
    image = to8(picture).quantize(128, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    return saved(image, "PNG", optimize=True)


def scratched(data):
    """A PNG with a stretch of its compressed pixels overwritten."""
    middle = data.index(b"IDAT") + (len(data) - data.index(b"IDAT")) // 2
    return data[:middle] + bytes(b ^ 0x5A for b in data[middle:middle + 64]) + data[middle + 64:]


def wide_gamut(picture):
    return jpeg(to8(formats.to_wide(picture)), icc_profile=formats.wide_profile(), subsampling=0)


def repeat(path):
    return lambda: (SAMPLES / path).read_bytes()


PICTURES = {
    # JPEG
    "landscapes/misty-mountains.jpg": lambda: jpeg(to8(landscapes.misty_mountains()), subsampling=2),
    "landscapes/tidal-dunes.jpg": lambda: turned(
        landscapes.tidal_dunes(), 2, "Dunes at low tide", "JPEG", quality=85, progressive=True),
    "landscapes/foggy-pines-grey.jpg": lambda: jpeg(to8(landscapes.foggy_pines())),
    "landscapes/lone tree at dusk.jpg": lambda: turned(
        landscapes.lone_tree(), 6, "A maple on a hill at dusk", "JPEG", quality=86, optimize=True),
    "landscapes/sea-sunset.jpg": lambda: turned(
        landscapes.sea_sunset(), 3, "A sail before the setting sun", "JPEG", quality=88, optimize=True),
    "landscapes/lighthouse.jpg": lambda: turned(
        landscapes.lighthouse(), 8, "A lighthouse by moonlight", "JPEG", quality=88, optimize=True),
    "studies/sunflower-444.jpg": lambda: jpeg(to8(patterns.sunflower()), subsampling=0, quality=86),
    "studies/neoplastic-cmyk.jpg": lambda: jpeg(formats.to_cmyk(patterns.mondrian()), quality=82),
    "studies/nebula-wide-gamut.jpg": lambda: wide_gamut(patterns.nebula()),
    # WebP
    "landscapes/夜の湖.webp": lambda: turned(
        landscapes.night_lake(), 4, "A lake at night", "WEBP", quality=84, method=6),
    "landscapes/balloons.webp": lambda: turned(
        landscapes.balloons(), 5, "Balloons over rolling fields", "WEBP", quality=84, method=6),
    "studies/circle-packing.webp": lambda: saved(to8(patterns.circle_packing()), "WEBP", lossless=True, method=6),
    "studies/ripples.webp": lambda: animated(patterns.ripples(), "WEBP", duration=80, quality=60, method=6),
    # PNG
    "generated/ribbons_00042_.png": lambda: captioned(patterns.flow_field(), captions.comfyui),
    "generated/rose-window-2718281828.png": lambda: captioned(patterns.stained_glass(), captions.automatic1111),
    "generated/folded-silk.png": lambda: captioned(patterns.domain_warp(), captions.invokeai),
    "studies/de-jong-attractor.png": lambda: png(patterns.de_jong()),
    "studies/harmonograph-alpha.png": lambda: png(patterns.harmonograph()),
    "studies/aurora-16bit.png": lambda: png(patterns.aurora(), depth=16),
    "studies/ringed-planet-grey16.png": lambda: png(patterns.ringed_planet(), depth=16),
    "studies/seigaiha-palette.png": lambda: palette_png(patterns.seigaiha()),
    "studies/coral-interlaced.png": lambda: png(patterns.reaction_diffusion(), interlaced=True),
    "studies/torus-knot.png": lambda: animated(patterns.torus_knot(), "PNG", 64, duration=70),
    "studies/pressed-sprig.png": lambda: turned(patterns.pressed_sprig(), 7, "A pressed sprig", "PNG", optimize=True),
    # GIF
    "studies/truchet.gif": lambda: see_through_gif(patterns.truchet()),
    "studies/turning-squares.gif": lambda: animated(patterns.turning_squares(), "GIF", 16, duration=60),
    # Traps
    "traps/moire-png-in-disguise.jpg": lambda: png(patterns.moire()),
    "traps/misty-mountains (copy).jpg": repeat("landscapes/misty-mountains.jpg"),
    "traps/sunflower-cut-short.jpg": lambda: (
        lambda whole: whole[:len(whole) * 6 // 10])(repeat("studies/sunflower-444.jpg")()),
    "traps/seigaiha-scratched.png": lambda: scratched(repeat("studies/seigaiha-palette.png")()),
    "traps/empty.png": lambda: b"",
    "traps/notes.txt": lambda: b"This is a note about pictures, not a picture.\n",
}


def main(words):
    total = 0
    for name, draw in PICTURES.items():
        if words and not any(word in name for word in words):
            continue
        path = SAMPLES / name
        path.parent.mkdir(parents=True, exist_ok=True)
        data = draw()
        path.write_bytes(data)
        total += len(data)
        print(f"{len(data):8}  {name}", flush=True)
    print(f"{total:8}  in all")


if __name__ == "__main__":
    main(sys.argv[1:])
