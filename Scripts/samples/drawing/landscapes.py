"""Landscapes: each function returns one upright picture."""
import math

import numpy as np

from drawing.brush import TAU, blur, fbm, ink, over, perlin, plane, ramp, rgb, shrink, smooth, stars


def misty_mountains(w=900, h=600):
    x, y = plane(w, h)
    a = ramp(y / 0.5, "4f6d9c 8aa0bf e8b99a f9d8a8 f6c99b")
    d = np.hypot(x - 0.64, y - 0.25)
    a = over(a, rgb("fff0c9"), 0.75 * np.exp(-d * 7))
    a = over(a, rgb("fffbe8"), smooth(0.0462, 0.0448, d))
    layers = 8
    for i in range(layers):
        t = i / (layers - 1)
        size = 2.2 + 2.2 * t
        rough = fbm(x * size + 9 * i, 0 * y + i * 3.7, 40 + i, 7)
        # Mist follows the mountain's bulk, not its crags.
        bulk = rough - fbm(x * size + 9 * i, 0 * y + i * 3.7, 40 + i, 2)
        ridge = 0.25 + 0.36 * t ** 1.15 - (0.19 - 0.06 * t) * rough - 0.04 * np.sin(x * 5 + i * 2)
        rock = ramp(t, "c9a9a6 9d8fa6 6d7797 45597c 2a3d5c 16243d")
        mist = ramp(t, "f8d9b0 f0c8ae cfb2b4 9aa0b6 66789a 2b3e5c")
        wisps = 0.035 * fbm(x * 3 + i, y * 9, 90 + i, 3)
        body = over(rock * np.ones_like(a), mist, 0.95 * smooth(0.01, 0.15, y - ridge - 0.15 * bulk + wisps))
        a = over(a, body, np.clip((y - ridge) * w + 0.5, 0, 1))
    birds = [(0.30, 0.15, 9), (0.33, 0.135, 7), (0.345, 0.16, 8), (0.375, 0.15, 6), (0.28, 0.175, 6)]

    def flock(d, s):
        for bx, by, r in birds:
            cx, cy, r = bx * w * s, by * w * s, r * s
            d.arc((cx - 2 * r, cy - r, cx, cy + r), 215, 345, 255, 2 * s)
            d.arc((cx, cy - r, cx + 2 * r, cy + r), 195, 325, 255, 2 * s)
    return over(a, rgb("4a4660"), 0.8 * ink(w, h, flock))


def tidal_dunes(w=840, h=540):
    s = 2
    x, y = plane(w, h, s)
    a = ramp(y / 0.26, "2f6f8f 7fb3b5 f3dcb5 f7c98f")
    a = over(a, rgb("fff4d6"), 0.6 * np.exp(-np.hypot(x - 0.2, (y - 0.2) * 1.4) * 6))
    for i in range(6):
        t = i / 5
        crest = 0.21 + 0.30 * t ** 1.3 - 0.10 * (1.2 - t * 0.5) * perlin(x * (2.3 - t) + i * 7.3, 0 * x + i, 7)
        # Slip faces hang in shade under parts of the crest; the rest is sunlit.
        slip = np.sin(x * (7 - 3 * t) + 2.4 * i + 2 * perlin(x * 2, 0 * x + 2.2 * i, 19 + i)) - 0.1
        depth = y - crest
        lee = (0.035 + 0.11 * t) * np.clip(slip, 0, None) ** 1.4
        side = smooth(-0.0015, 0.0015, depth - lee)
        warp = fbm(x * 2.2, y * 4 + i, 60 + i, 2)
        ripple = 0.5 + 0.5 * np.sin((depth - 0.4 * lee) * (330 - 150 * t) + warp * 7 + x * 22)
        lit = ramp(np.clip(0.05 + (depth - lee) * 4.5 + 0.3 * warp, 0, 1), "fbdfa8 f4bd78 dd9054 b5623f 8d4740")
        shade = ramp(np.clip(depth / (lee + 0.02), 0, 1), "55304f 74404f a8614f")
        body = over(shade, lit, side) * (1 - 0.16 * t * (ripple * side * smooth(0, 0.06, depth - lee))[..., None])
        body = over(body, rgb("f3cfa6"), 0.62 * (1 - t) ** 1.4)
        a = over(a, body, np.clip(depth * w * s + 0.5, 0, 1))
    return shrink(a, s)


def lone_tree(w=540, h=720):
    r = np.random.default_rng(11)
    x, y = plane(w, h)
    a = ramp(y / (h / w), "35507a 7f86a8 e0a597 fbcf94 fde4ae")
    d = np.hypot(x - 0.33, y - 0.86)
    a = over(a, rgb("fff3c4"), 0.8 * np.exp(-d * 4.5))
    a = over(a, rgb("fffae0"), smooth(0.101, 0.098, d))
    far = 0.98 - 0.07 * np.sin(x * 4 + 1) + 0.05 * fbm(x * 4, 0 * y, 5)
    a = over(a, ramp((y - far) * 4, "b98a86 d9a988"), np.clip((y - far) * w, 0, 1))
    twigs, leaves = [], []

    def grow(px, py, angle, length, width):
        # A branch is a few short bends, so no limb is a ruler.
        for _ in range(4):
            qx, qy = px + math.cos(angle) * length / 4, py - math.sin(angle) * length / 4
            twigs.append((px, py, qx, qy, width))
            px, py, angle, width = qx, qy, angle + r.normal(0, 0.09), width * 0.95
        if length < 13:
            leaves.append((px, py))
            return
        turn = r.uniform(0.28, 0.52)
        for bend in (turn, -r.uniform(0.28, 0.52)) + ((0.02,) if r.random() < 0.4 else ()):
            # Heavy limbs reach for the light: pull the angle a little upward.
            grow(px, py, (angle + bend) * 0.94 + 0.06 * TAU / 4, length * r.uniform(0.72, 0.86), width * 0.72)

    grow(310, 590, TAU / 4 + 0.04, 104, 21)
    tones = "7d2b2a b23a2e d9622b f0913a f7bd52"

    def wood(d, s):
        for ax, ay, bx, by, width in twigs:
            half = width * s / 2
            d.line((ax * s, ay * s, bx * s, by * s), 255, max(1, round(width * s)))
            d.ellipse((bx * s - half, by * s - half, bx * s + half, by * s + half), 255)
        d.polygon([(285 * s, 600 * s), (301 * s, 560 * s), (320 * s, 560 * s), (342 * s, 602 * s)], fill=255)

    a = over(a, rgb("3a2530"), ink(w, h, wood))
    dots = np.repeat(np.array(leaves), 4, axis=0) + r.normal(0, 7.5, (4 * len(leaves), 2))
    # Clumps catch the light: brighter upward, in patches, never evenly.
    light = 2.3 * perlin(dots[:, 0] / 42, dots[:, 1] / 30, 6) - (dots[:, 1] - 250) / 190 + r.normal(0, 0.55, len(dots))
    group = np.clip(np.round(light + 1.9), 0, 4)
    for k in range(5):
        def crown(d, s):
            for cx, cy in dots[group == k]:
                e = r.uniform(1.2, 3.0)
                d.ellipse(((cx - e) * s, (cy - e * 0.75) * s, (cx + e) * s, (cy + e * 0.75) * s), 255)
        a = over(a, ramp(k / 4, tones), 0.9 * ink(w, h, crown, 3))
    hill = 1.075 + 0.16 * (x - 0.57) ** 2 * 2 + 0.006 * fbm(x * 60, 0 * y, 8, 3)
    grass = ramp((y - hill) * 4 + 0.25 * fbm(x * 40, y * 9, 3, 3), "8f6a3c 5d4a38 3a2f33 2a2230")
    return over(a, grass, np.clip((y - hill) * w, 0, 1))


def sea_sunset(w=800, h=520):
    x, y = plane(w, h)
    horizon = 0.36
    a = ramp(y / horizon, "3a2a5c 7c3f75 cf5f6b f5935c fdc877")
    cloud = smooth(0.05, 0.5, fbm(x * 2.5, y * 11, 21, 5) + 0.25 * np.sin(y * 30))
    a = over(a, rgb("5b3a6b"), 0.55 * cloud * smooth(0.36, 0.1, y))
    d = np.hypot(x - 0.62, y - 0.325)
    a = over(a, rgb("ffe2a0"), 0.8 * np.exp(-d * 8))
    a = over(a, rgb("fff6cf"), smooth(0.0762, 0.0745, d))
    depth = np.clip(y - horizon, 1e-4, 1)
    sea = ramp(depth / 0.29, "e08a63 a85a6b 5d3f6c 2c2650 191a3c")
    # Waves shrink toward the horizon: sample the noise in perspective.
    swell = fbm((x - 0.62) * 1.2 / (depth + 0.03), 4.0 * np.log(depth + 0.012) * 5, 33, 4)
    sea = over(sea, rgb("f7a868"), 0.35 * smooth(0.05, 0.4, swell))
    sea = over(sea, rgb("141433"), 0.35 * smooth(0.05, 0.45, -swell))
    path = np.exp(-((x - 0.62) / (0.045 + 0.32 * depth)) ** 2)
    sea = over(sea, rgb("ffe7a6"), path * smooth(-0.12, 0.12, swell + 0.1 - depth * 0.6))
    a = over(a, sea, np.clip((y - horizon) * w + 0.5, 0, 1))

    def boat(d, s):
        def shape(*points):
            d.polygon([(px * s, py * s) for px, py in points], fill=255)
        shape((186, 322), (266, 322), (252, 338), (200, 338))
        shape((222, 318), (222, 214), (268, 312))
        shape((217, 316), (217, 228), (188, 312))
        d.line((219.5 * s, 206 * s, 219.5 * s, 324 * s), 255, 2 * s)
    hull = ink(w, h, boat)
    a = over(a, rgb("1c1433"), hull)
    # Its reflection: flipped at the waterline, broken by the same swell.
    mirror = np.zeros_like(hull)
    mirror[338:338 + 120] = hull[338 - 120:338][::-1]
    return over(a, rgb("1c1433"), 0.5 * blur(mirror, 2) * smooth(-0.25, 0.15, swell))


def lighthouse(w=540, h=720):
    x, y = plane(w, h)
    a = ramp(y / 1.1, "0b1030 16245a 2f4a85 6d7fae d0a9a6")
    a = stars(a, 5, 260, 520)
    moon = np.hypot(x - 0.2, y - 0.2)
    a = over(a, rgb("f4ecd2"), 0.35 * np.exp(-moon * 10))
    a = over(a, rgb("fbf6e2"), smooth(0.052, 0.049, moon) * smooth(0.046, 0.05, np.hypot(x - 0.222, y - 0.19)))
    lx, ly = 0.64, 0.392
    for sign, reach in ((-1, 1.0), (1, 1.0)):
        along = (x - lx) * sign
        off = np.abs(y - ly + 0.10 * along * sign) / np.clip(along * 0.13 + 0.006, 1e-3, 1)
        a = over(a, rgb("fff0b8"), 0.8 * reach * (along > 0) * np.exp(-off ** 2 * 1.6) * np.exp(-along * 2.2))
    depth = np.clip(y - 1.02, 1e-4, 1)
    swell = fbm(x * 1.5 / (depth + 0.05), np.log(depth + 0.02) * 12, 71, 4)
    sea = ramp(depth / 0.32 + 0.3 * swell, "8d93b4 44618f 24406f 132750 0c1836")
    a = over(a, sea, np.clip((y - 1.02) * w, 0, 1))
    cliff = 1.0 + 0.55 * np.clip(0.47 - x, 0, 1) ** 0.8 * 1.6 + 0.05 * fbm(x * 9, y * 2, 55, 5)
    rock = ramp(0.45 + 0.9 * fbm(x * 5 + y, y * 14, 88, 5) + (y - cliff), "0f1428 1f2740 38405c 565a72")
    a = over(a, rock, np.clip((y - cliff) * w, 0, 1))
    # Tower: a tapering body, shaded round, in spiral stripes.
    top, foot = 0.43, 1.03
    half = 0.036 + 0.034 * (y - top) / (foot - top)
    u = (x - lx) / half
    round_ = np.sqrt(np.clip(1 - u * u, 0, 1))
    stripe = smooth(-0.05, 0.05, np.sin((y * 21 + np.arcsin(np.clip(u, -1, 1)) * 0.55)))
    paint = over(rgb("c23b3b") * np.ones_like(a), rgb("f3ead8"), stripe)
    paint = paint * (0.30 + 0.62 * np.clip(0.75 * round_ - 0.45 * u, 0, 1))[..., None]
    a = over(a, paint, np.clip((1 - np.abs(u)) * half * w, 0, 1) * ((y > top) & (y < foot)))

    def lantern(d, s):
        def box(x0, y0, x1, y1):
            d.rectangle((x0 * s, y0 * s, x1 * s, y1 * s), 255)
        box(319, 228, 372, 234)
        box(327, 194, 330, 230), box(361, 194, 364, 230), box(325, 192, 366, 196)
        d.pieslice((326 * s, 174 * s, 365 * s, 212 * s), 180, 360, 255)
        d.line((345.6 * s, 164 * s, 345.6 * s, 178 * s), 255, 2 * s)
        for k in range(9):
            box(320 + k * 6.3, 218, 321 + k * 6.3, 230)
    a = over(a, rgb("171a30"), ink(w, h, lantern))
    glow = np.hypot(x - lx, y - ly)
    return over(a, rgb("fffbe0"), np.clip(0.75 * np.exp(-glow * 26) + smooth(0.02, 0.014, glow), 0, 1))


def foggy_pines(w=640, h=480):
    r = np.random.default_rng(23)
    x, y = plane(w, h)
    a = ramp(y / 0.75, "d8d8d8 f2f2f2 e6e6e6")
    a = over(a, np.ones(3), smooth(0.08, 0.0, np.hypot(x - 0.3, y - 0.16) - 0.03))
    for i in range(6):
        t = i / 5
        tall, base = 60 + 200 * t ** 1.6, 210 + 240 * t ** 1.1

        def pines(d, s):
            step = tall * (0.15 + 0.17 * t)
            for px in np.arange(-20, w + 20, step):
                px, foot = px + r.normal(0, step * 0.5), base + 26 * math.sin(px / 90 + i * 2) + r.normal(0, 6)
                height = tall * r.uniform(0.55, 1.1)
                trunk, flesh = height * 0.02 * s, height * 0.11 * s
                for half, low in ((trunk, foot + 40), (flesh, foot - height * 0.02)):
                    d.polygon([(px * s, (foot - height * 1.02) * s), (px * s + half, low * s),
                               (px * s - half, low * s)], fill=255)
                tiers = int(14 + 16 * t)
                for k in range(tiers):
                    q = (k + 1) / tiers
                    cy, reach = foot - height * (1 - q * 0.95), height * 0.19 * q ** 0.8
                    for side in (-1, 1):
                        e = reach * r.uniform(0.65, 1.1) * side
                        d.polygon([(px * s, (cy - height * 0.05) * s), ((px + e) * s, (cy + height * 0.045) * s),
                                   ((px + e * 0.5) * s, (cy + height * 0.025) * s),
                                   (px * s, (cy + height * 0.03) * s)], fill=255)
            ground = [(q * s, (base + 26 * math.sin(q / 90 + i * 2)) * s) for q in range(0, w + 8, 8)]
            d.polygon(ground + [(w * s, h * s), (0, h * s)], fill=255)
        tone = 0.86 - 0.78 * t ** 0.8
        fog = smooth(-0.06, 0.17, y - (base - 30) / w + 0.05 * fbm(x * 3, y * 8, 50 + i, 3))
        body = over(tone * np.ones_like(a), 0.93 - 0.33 * t * np.ones(3), 0.92 * fog)
        a = over(a, body, ink(w, h, pines, 3))
    return a[..., :1]


def night_lake(w=720, h=480):
    x, y = plane(w, h)
    shore = 0.43
    a = ramp(y / shore, "060a20 0c1638 17305c 2f5a7c 6a8f90")
    # The galaxy lies along a tilted band, brighter at its heart, split by dust.
    u, v = (x - 0.55) * 0.80 + (y - 0.2) * 0.6, -(x - 0.55) * 0.6 + (y - 0.2) * 0.80
    cloud = fbm(u * 4, v * 7, 61, 6)
    band = np.exp(-((v + 0.06 * cloud) / 0.085) ** 2) * (0.6 + 0.6 * np.exp(-(u / 0.3) ** 2))
    dust = smooth(0.0, 0.45, fbm(u * 5 + 3, v * 11, 77, 6)) * np.exp(-((v - 0.015) / 0.05) ** 2)
    milk = np.clip(0.62 * band * (0.75 + cloud) - 0.5 * dust, 0, 1)
    a = over(a, ramp(0.5 + cloud, "6a5aa8 b79cc8 f3cfc0 ffe9cf"), milk)
    a = stars(a, 9, 1500, 300)

    def meteor(d, s):
        for k in range(40):
            q = k / 40
            mx, my = (130 + 90 * q) * s, (52 + 38 * q) * s
            d.line((mx, my, mx + 3 * s, my + 1.3 * s), int(255 * q ** 2), 2 * s)
    a = over(a, np.ones(3), ink(w, h, meteor))
    hills = shore - 0.035 - 0.05 * np.abs(fbm(x * 3, 0 * y, 15, 6)) - 0.04 * np.exp(-((x - 0.12) / 0.16) ** 2)
    a = over(a, rgb("12263c"), np.clip((y - hills) * w, 0, 1))
    trees = shore - 0.012 - 0.03 * np.abs(perlin(x * 90, 0 * y, 4)) * (0.4 + np.abs(perlin(x * 6, 0 * y, 6)) * 2)
    a = over(a, rgb("050b16"), np.clip((y - trees) * w, 0, 1))
    line = int(shore * w)
    rows = np.arange(h - line)
    wobble = fbm(x[line:] * 5, 9 * np.log(y[line:] - shore + 0.02), 81, 4)
    # Look the reflection up row by row, shaken more the nearer it is.
    from_y = np.clip(line - 2 - rows[:, None] * 1.7 - wobble * (4 + rows[:, None] * 0.25), 0, line - 1).astype(int)
    from_x = np.clip(np.arange(w)[None] + wobble * 10, 0, w - 1).astype(int)
    a[line:] = over(a[from_y, from_x] * 0.72, rgb("0a2436"), 0.25 + 0.2 * smooth(0, 0.4, wobble))
    return a


def balloons(w=640, h=480):
    s = 2
    x, y = plane(w, h, s)
    a = ramp(y / 0.75, "5fa8d3 9cd0e3 dcefe6 fbe9c6 f9d6a5")
    cloud = smooth(0.02, 0.55, fbm(x * 2.2, y * 5, 31, 6) + 0.1)
    a = over(a, np.ones(3), 0.75 * cloud * smooth(0.6, 0.2, y))
    for i, tone in enumerate(("b6cdb4 cfe0bd", "7fae8c a9cc94", "4c8a6c 86b878", "2c6352 5f9a5f")):
        top = 0.53 + 0.05 * i - 0.12 * perlin(x * (2 + i * 0.4) + i * 5, 0 * y + i, 30 + i)
        field = ramp((y - top) * 7 + 0.12 * np.sin((x + (y - top) * 2) * 160) * (i > 1), tone)
        a = over(a, field, np.clip((y - top) * w * s, 0, 1))
    fleet = [(0.80, 0.36, 0.050, "2a6f97 f4f1de"), (0.56, 0.13, 0.062, "e07a5f f2cc8f"),
             (0.10, 0.40, 0.036, "81539b f6c6ce"), (0.94, 0.12, 0.034, "3d8b6d f7e1a0"),
             (0.30, 0.24, 0.125, "c8323a f6b93b f4f1de 2c5f8a")]
    for cx, cy, r, codes in fleet:
        v = (y - cy) / r
        # Round above, drawn in toward the mouth below.
        half = r * np.where(v < 0.15, np.sqrt(np.clip(1.02 - (v - 0.15) ** 2 / 1.3225, 0, None)),
                            np.clip(1.01 - 0.85 * smooth(0.0, 1.45, v - 0.15) ** 1.1, 0, None))
        inside = (v > -1.0) & (v < 1.32)
        u = np.clip((x - cx) / np.maximum(half, 1e-6), -1, 1)
        gore = np.floor((np.arcsin(u) / math.pi + 0.5) * 12 + 0.5).astype(int)
        stops = np.array([rgb(c) for c in codes.split()])
        skin = stops[gore % len(stops)]
        skin = over(skin, rgb(codes.split()[0]), 1.0 * ((v > 0.05) & (v < 0.22)))
        seam = np.abs((np.arcsin(u) / math.pi + 0.5) * 12 + 0.5 - gore - 0.5)
        skin = skin * (1 - 0.13 * smooth(0.38, 0.5, seam) - 0.38 * smooth(-0.1, 1.1, u + 0.3 * v))[..., None]
        skin = over(skin, np.ones(3), 0.35 * np.exp(-((u + 0.45) ** 2 * 9 + (v + 0.35) ** 2 * 5)))
        a = over(a, skin, np.clip((half - np.abs(x - cx)) * w * s + 0.5, 0, 1) * inside)
        for side in (-1, 1):
            rope = np.abs(x - cx - side * r * (0.15 - 0.05 * (v - 1.3) / 0.35))
            a = over(a, rgb("4a3b32"), np.clip(1.2 - rope * w * s, 0, 1) * ((v > 1.3) & (v < 1.68)))
        a = over(a, rgb("7a4f2e"), 1.0 * ((np.abs(x - cx) < 0.12 * r) & (v > 1.64) & (v < 1.86)))
    return shrink(a, s)
