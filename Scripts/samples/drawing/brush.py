"""Small tools the motifs share: palettes, noise, anti-aliased ink.

Pictures are float arrays, height x width x channels, 0 ... 1, sRGB.
"""
import math

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

TAU = 2 * math.pi


def rgb(code):
    return np.array([int(code[i:i + 2], 16) for i in (0, 2, 4)]) / 255


def ramp(t, codes):
    """Colours evenly spaced along 0 ... 1, blended in between."""
    stops = np.array([rgb(c) for c in codes.split()])
    at = np.linspace(0, 1, len(stops))
    return np.stack([np.interp(t, at, stops[:, i]) for i in range(3)], axis=-1)


def over(base, colour, cover):
    return base + (np.asarray(colour) - base) * np.asarray(cover)[..., None]


def smooth(low, high, x):
    t = np.clip((x - low) / (high - low), 0, 1)
    return t * t * (3 - 2 * t)


def plane(width, height, scale=1):
    """Pixel centres; x runs 0 ... 1, y down with the same unit."""
    y, x = np.mgrid[0:height * scale, 0:width * scale] + 0.5
    return x / (width * scale), y / (width * scale)


def shrink(a, scale):
    """Average blocks of pixels: the other half of drawing larger."""
    h, w = a.shape[0] // scale, a.shape[1] // scale
    return a.reshape(h, scale, w, scale, -1).mean(axis=(1, 3))


def perlin(x, y, seed):
    angle = np.random.default_rng(seed).uniform(0, TAU, (256, 256))
    gx, gy = np.cos(angle), np.sin(angle)
    xi, yi = np.floor(x).astype(int), np.floor(y).astype(int)
    u, v = x - xi, y - yi

    def corner(i, j):
        a, b = (yi + j) % 256, (xi + i) % 256
        return gx[a, b] * (u - i) + gy[a, b] * (v - j)

    fu, fv = (t * t * t * (t * (t * 6 - 15) + 10) for t in (u, v))
    top = corner(0, 0) * (1 - fu) + corner(1, 0) * fu
    low = corner(0, 1) * (1 - fu) + corner(1, 1) * fu
    return top * (1 - fv) + low * fv


def fbm(x, y, seed, octaves=5):
    """Fractal noise, about -0.7 ... 0.7."""
    return sum(perlin(x * 2 ** o, y * 2 ** o, seed + o) / 2 ** o for o in range(octaves))


def ink(width, height, draw, scale=4, mode="L", ground=0):
    """Pillow's jagged drawing done large and averaged down; returns floats."""
    page = Image.new(mode, (width * scale, height * scale), ground)
    draw(ImageDraw.Draw(page), scale)
    return np.asarray(page.reduce(scale)) / 255


def blur(mask, radius):
    page = Image.fromarray((np.clip(mask, 0, 1) * 255).astype(np.uint8))
    return np.asarray(page.filter(ImageFilter.GaussianBlur(radius))) / 255


def stars(base, seed, count, floor):
    """Scatter soft stars above `floor` (in pixels), few bright and many faint."""
    r = np.random.default_rng(seed)
    h, w = base.shape[:2]
    for _ in range(count):
        x, y, power = r.uniform(3, w - 4), r.uniform(3, floor - 4), r.pareto(2.2)
        light, tint = min(1.0, 0.18 + 0.3 * power), ramp(r.random(), "ffd9b0 ffffff b8d0ff")
        xi, yi = int(x), int(y)
        yy, xx = np.mgrid[yi - 3:yi + 4, xi - 3:xi + 4]
        spot = light * np.exp(-((xx - x) ** 2 + (yy - y) ** 2) / (0.35 + 0.5 * light))
        part = base[yi - 3:yi + 4, xi - 3:xi + 4]
        part += (1 - part) * spot[..., None] * tint
    return base
