"""Patterns, studies and short loops; the loops yield their frames."""
import math

import numpy as np
from PIL import Image

from drawing.brush import TAU, blur, fbm, ink, over, perlin, plane, ramp, rgb, shrink, smooth, stars


def flow_field(w=512, h=512):
    r = np.random.default_rng(3)
    tones = [tuple(int(c * 255) for c in rgb(c)) for c in
             "12355b 1f6f8b 99d5c9 f2a65a d64933 7a1f3d f4d58d".split()]
    gy, gx = np.mgrid[0:h, 0:w]
    angle = 3.2 * fbm(gx / 260, gy / 260, 12, 2) + 0.5 + gx / w * 0.9
    taken, paths = np.zeros((h, w), bool), []
    for attempt in range(11000):
        # Broad ribbons first; thinner ones then fill what is left.
        width = (15, 9, 5, 2.6)[min(3, attempt // 700)]
        reach = math.ceil(width / 2 + 2)
        x, y, path = r.uniform(0, w), r.uniform(0, h), []
        while 0 <= x < w and 0 <= y < h and len(path) < 150:
            xi, yi = int(x), int(y)
            if taken[max(0, yi - reach):yi + reach + 1, max(0, xi - reach):xi + reach + 1].any():
                break
            path.append((x, y))
            x, y = x + 3 * math.cos(angle[yi, xi]), y + 3 * math.sin(angle[yi, xi])
        if len(path) < (9 if width > 3 else 5):
            continue
        half = math.ceil(width / 2)
        for px, py in path:
            taken[max(0, int(py) - half):int(py) + half + 1, max(0, int(px) - half):int(px) + half + 1] = True
        lane = perlin(path[0][0] / 150 + np.zeros(1), path[0][1] / 150 + np.zeros(1), 4)[0]
        tone = tones[int((lane * 4 + 3.5 + r.normal(0, 0.9)) % len(tones))]
        paths.append((path, width, tone))

    def ribbons(d, s):
        for path, width, tone in paths:
            points, e = [(px * s, py * s) for px, py in path], width * s / 2
            d.line(points, tone, round(width * s))
            # A disc at every joint rounds the ends and fills the bends.
            for px, py in points:
                d.ellipse((px - e, py - e, px + e, py + e), tone)
    return ink(w, h, ribbons, 3, "RGB", tuple(int(c * 255) for c in rgb("faf3e3")))


def stained_glass(w=448, h=448):
    s, r = 2, np.random.default_rng(8)
    x, y = plane(w, h, s)
    x, y = x - 0.5, y - 0.5
    # A rose window: cells seeded on rings, so Voronoi grows petals.
    seeds, rings = [(0, 0)], [0]
    plan = [(0.085, 8), (0.16, 8), (0.225, 16), (0.30, 16), (0.365, 32), (0.43, 32), (0.53, 40), (0.64, 40)]
    for k, (radius, count) in enumerate(plan):
        for j in range(count):
            angle = TAU * (j + 0.5 * (k % 2)) / count
            seeds.append((radius * math.cos(angle), radius * math.sin(angle)))
            rings.append(k + 1)
    first = np.full(x.shape, 9.0)
    owner = np.zeros(x.shape, int)
    for i, (px, py) in enumerate(seeds):
        d = np.hypot(x - px, y - py)
        owner, first = np.where(d < first, i, owner), np.minimum(d, first)
    seeds, edge = np.array(seeds), np.full(x.shape, 9.0)
    mine = seeds[owner]
    for i, (px, py) in enumerate(seeds):
        # Distance to the border shared with every other cell.
        nx, ny = px - mine[..., 0], py - mine[..., 1]
        length = np.maximum(np.hypot(nx, ny), 1e-9)
        gap = ((px + mine[..., 0]) / 2 - x) * nx / length + ((py + mine[..., 1]) / 2 - y) * ny / length
        edge = np.where(owner == i, edge, np.minimum(edge, gap))
    tones = ["f6c945", "c8273a", "f08a2c", "1f4fa3", "2a9bb5", "6b2c91", "c8273a", "17386f", "0f6b5c"]
    glass = np.array([rgb(tones[k]) * r.uniform(0.75, 1.15) for k in rings])[owner]
    light = 0.82 + 0.5 * np.exp(-np.hypot(x + 0.12, y + 0.16) * 3) + 0.22 * fbm(x * 9, y * 9, 2, 2)
    glass = glass * (light * (0.72 + 0.28 * smooth(0, 0.028, edge)))[..., None]
    glass = over(glass, np.ones(3), 0.22 * smooth(0.25, 0.6, fbm(x * 5 + 4, y * 5, 6, 2) + 0.1))
    glass = over(glass, rgb("14121a"), smooth(0.0068, 0.0045, edge))
    frame = np.hypot(x, y)
    glass = over(glass, rgb("2a2630") * 1.0, smooth(0.478, 0.48, frame))
    return shrink(over(glass, rgb("14121a"), smooth(0.008, 0.006, np.abs(frame - 0.474))), s)


def domain_warp(w=448, h=320):
    x, y = plane(w, h)
    x, y = x * 1.5 + 3, y * 1.5 + 1
    qx, qy = fbm(x, y, 1, 3), fbm(x + 5.2, y + 1.3, 1, 3)
    rx, ry = fbm(x + 1.8 * qx, y + 1.8 * qy, 5, 2), fbm(x + 1.8 * qx + 8, y + 1.8 * qy + 2, 5, 2)
    v = fbm(x + 1.7 * rx, y + 1.7 * ry, 9, 2)
    a = ramp(0.5 + 1.0 * v, "0b132b 1c2f5e 2b6777 c8d8c5 f4e4c1 e08e45 7a1e2c")
    a = over(a, rgb("f7ede2"), 0.5 * smooth(0.15, 0.6, rx))
    a = over(a, rgb("13293d"), 0.7 * smooth(0.1, 0.55, ry))
    # Light it from the upper left as if the folds were cloth.
    gy, gx = np.gradient(v)
    return a * (1 + np.clip(-(gx + gy) * 7, -0.3, 0.35))[..., None]


def sunflower(w=600, h=600):
    a = ramp(np.hypot(*(c - 0.5 for c in plane(w, h))) / 0.7, "24403f 16302f 0c1d22")
    golden = math.pi * (3 - math.sqrt(5))

    def at(radius, angle, s):
        return (300 + radius * math.cos(angle)) * s, (300 + radius * math.sin(angle)) * s

    def petals(ring, reach, count, shift, wide):
        def draw(d, s):
            for j in range(count):
                angle = TAU * (j + shift) / count + 0.05 * math.sin(j * 7.1)
                long = reach * (1 + 0.07 * math.sin(j * 12.9))
                side = [(ring + (long - ring) * q, wide * math.sin(math.pi * q ** 0.7) ** 0.9)
                        for q in np.linspace(0, 1, 24)]
                d.polygon([at(e, angle + o, s) for e, o in side]
                          + [at(e, angle - o, s) for e, o in side[::-1]], fill=255)
                d.line([at(ring, angle, s), at(long, angle, s)], 150, s)
        return ink(w, h, draw)

    for reach, shift, colour in ((285, 0.0, "b8600f"), (272, 0.5, "e0900f"),
                                 (252, 0.25, "f6b81c"), (226, 0.75, "ffd84a")):
        # Older petals sit in the shade of newer ones.
        cover = petals(120, reach, 34, shift, 0.115)
        a = over(a, rgb("1a0d05"), 0.45 * blur(cover, 6))
        a = over(a, rgb(colour), cover)

    def seeds(d, s):
        for n in range(1500, 0, -1):
            t = n / 1500
            px, py = at(158 * math.sqrt(t), n * golden, s)
            e = (2.0 + 3.0 * t) * s
            tone = ramp(t, "9fb04a 6e7a2a 3a2412 5a2f10 a85a14 e8a020")
            d.ellipse((px - e, py - e, px + e, py + e), tuple(int(c * 150) for c in tone))
            e *= 0.72
            d.ellipse((px - e * 1.2, py - e * 1.2, px + e * 0.8, py + e * 0.8), tuple(int(c * 255) for c in tone))
    cover = ink(w, h, lambda d, s: d.ellipse((140 * s, 140 * s, 460 * s, 460 * s), 255))
    a = over(a, rgb("2a1708"), cover)
    disc = ink(w, h, seeds, 4, "RGB", (42, 23, 8))
    return over(a, disc, cover)


def mondrian(w=560, h=700):
    r = np.random.default_rng(41)
    cells = []

    def split(x0, y0, x1, y1, depth):
        wide, tall = x1 - x0, y1 - y0
        if depth == 0 or max(wide, tall) < 130 or (depth < 4 and r.random() < 0.14):
            cells.append((x0, y0, x1, y1))
            return
        q = r.choice([0.28, 0.38, 0.62, 0.72])
        if wide * r.uniform(0.7, 1.3) > tall:
            split(x0, y0, x0 + wide * q, y1, depth - 1), split(x0 + wide * q, y0, x1, y1, depth - 1)
        else:
            split(x0, y0, x1, y0 + tall * q, depth - 1), split(x0, y0 + tall * q, x1, y1, depth - 1)

    split(0, 0, w, h, 5)
    paints = ["c8201e", "f2c318", "1b4a9c", "161616", "c9d2d6"]
    order = sorted(range(len(cells)), key=lambda _: r.random())
    tones = {i: paints[k % 5] for k, i in enumerate(order) if k < len(cells) * 0.45}
    x, y = plane(w, h)
    a = np.ones((h, w, 3)) * rgb("f1ebdc")
    for i, (x0, y0, x1, y1) in enumerate(cells):
        # Brush marks follow the longer side of each field.
        along, across = (x, y) if x1 - x0 > y1 - y0 else (y, x)
        brush = 0.09 * fbm(along * 5 + i, across * 90, 70 + i, 3)
        part = np.s_[round(y0):round(y1), round(x0):round(x1)]
        a[part] = (rgb(tones.get(i, "f1ebdc")) * (1 + brush[..., None] * 0.6))[part]

    def bars(d, s):
        for x0, y0, x1, y1 in cells:
            d.rectangle((x0 * s, y0 * s, x1 * s, y1 * s), outline=255, width=5 * s)
            d.rectangle((x0 * s - 5 * s, y0 * s - 5 * s, x1 * s + 5 * s, y1 * s + 5 * s), outline=255, width=5 * s)
    a = over(a, rgb("12110f"), ink(w, h, bars))
    return np.clip(a + 0.012 * perlin(x * 150, y * 150, 2)[..., None], 0, 1)


def nebula(w=720, h=480):
    x, y = plane(w, h)
    px, py = x * 2.4, y * 2.4
    wx, wy = fbm(px, py, 101, 5), fbm(px + 7, py + 3, 101, 5)
    gas = fbm(px + 1.5 * wx, py + 1.5 * wy, 121, 7)
    veil = fbm(px * 1.3 + 1.2 * wy + 4, py * 1.3 - 1.2 * wx, 141, 7)
    heart = np.exp(-((x - 0.55) ** 2 / 0.09 + (y - 0.34) ** 2 / 0.045))
    a = np.ones((h, w, 3)) * rgb("070516")
    for light, codes, gain in ((gas, "1a0a3c 8a1466 ff3a5c ffb070 fff2cf", 1.0),
                               (veil, "041030 06407c 00a8b8 7affd8 f0fff4", 0.8)):
        glow = np.clip((light * 0.9 + 0.28) * heart * 1.5, 0, 1)
        a = 1 - (1 - a) * (1 - gain * ramp(glow, codes) * smooth(0.0, 0.45, glow)[..., None])
    dust = smooth(0.05, 0.45, fbm(px * 1.6 + wx * 2, py * 1.6 + wy * 2, 161, 6)) * heart
    a = over(a, rgb("0a0410"), 0.75 * dust)
    a = stars(a, 17, 900, h)
    for sx, sy, size in ((0.50, 0.30, 1.0), (0.66, 0.42, 0.6), (0.28, 0.5, 0.45), (0.82, 0.16, 0.4)):
        dx, dy = np.abs(x - sx) * w, np.abs(y - sy) * w
        spikes = np.exp(-dx / (16 * size) - dy * 1.3) + np.exp(-dy / (16 * size) - dx * 1.3)
        a = over(a, np.ones(3), np.clip(size * spikes + np.exp(-np.hypot(dx, dy) / (3.5 * size)), 0, 1))
    return a


def harmonograph(w=400, h=400):
    s, n = 2, 1_600_000
    t = np.linspace(0, 1, n)
    fade = 0.97 * np.exp(-1.3 * t)
    p = t * TAU * 30
    x = fade * np.sin(3.004 * p + 0.5)
    y = fade * np.sin(4 * p + 0.1)
    xi = ((x * 0.5 + 0.5) * (w * s - 1)).astype(int)
    yi = ((y * 0.5 + 0.5) * (h * s - 1)).astype(int)
    cell = yi * w * s + xi
    size = w * s * h * s
    # Weigh by speed so slow turns do not clot: even ink per length of line.
    pace = np.hypot(np.gradient(x), np.gradient(y))
    ink_, late = np.bincount(cell, pace, size), np.bincount(cell, pace * t, size)
    ink_, late = (shrink(v.reshape(h * s, w * s), s)[..., 0] for v in (ink_, late))
    age = late / np.maximum(ink_, 1e-12)
    colour = ramp(age, "1b1464 3a2fb0 a32fb8 f2476a ff9b42 ffd670")
    alpha = 1 - np.exp(-ink_ * 480)
    return np.concatenate([colour * (alpha > 0.004)[..., None], alpha[..., None]], axis=2)


def aurora(w=324, h=216):
    x, y = plane(w, h)
    # Everything here moves slowly and stays dark: eight bits would band.
    a = ramp(y / 0.7, "02030a 050a1c 081a2c 0c2a36")
    for i, (codes, low) in enumerate((("0a7a5a 35e0a0 8a5ae0", 0.60), ("0a5a7a 40c8d0 c050c0", 0.50),
                                      ("0a7a4a 60f0a0 5a70e0", 0.42))):
        fold = 0.10 * np.sin(x * 5.2 + i * 2.1) + 0.05 * np.sin(x * 11 + i * 4)
        rise = low + fold - y
        rays = 0.75 + 0.25 * np.sin(x * 30 + 5 * np.sin(x * 6 + i) + rise * 2)
        glow = np.where(rise > 0, np.exp(-rise * 5.2), np.exp(rise * 30)) * rays
        a = a + ramp(rise / 0.45, codes) * (0.62 * glow * np.exp(-((x - 0.3 - 0.2 * i) / 0.5) ** 2))[..., None]
    ridge = 0.63 - 0.05 * np.sin(x * 4 + 1) - 0.03 * np.sin(x * 9)
    return over(a, ramp((y - ridge) * 8, "06121a 020409"), np.clip((y - ridge) * w, 0, 1))


def ringed_planet(w=400, h=300):
    s = 2
    x, y = plane(w, h, s)
    x, y = x - 0.5, y - 0.375
    a = 0.012 + 0.05 * np.exp(-np.hypot(x + 0.35, y + 0.2) * 3)
    tilt = 0.36
    u, v = x * math.cos(tilt) + y * math.sin(tilt), -x * math.sin(tilt) + y * math.cos(tilt)
    radius = 0.17
    ball = np.hypot(u, v) / radius
    z = np.sqrt(np.clip(1 - ball ** 2, 0, 1))
    lat = np.arcsin(np.clip(v / radius * 0.95 - z * 0.25, -1, 1))
    bands = 0.62 + 0.10 * np.sin(lat * 9) + 0.07 * np.sin(lat * 23 + 1) + 0.05 * np.sin(lat * 51)
    sun = np.clip((-x * 0.75 - y * 0.35) / radius + z * 0.62, 0, 1)
    face = bands * sun ** 0.8
    ring = np.hypot(u, v / 0.26) / radius
    grooves = 0.55 + 0.2 * np.sin(ring * 47) + 0.12 * np.sin(ring * 121 + 2)
    density = smooth(1.28, 1.34, ring) * smooth(2.32, 2.27, ring) * (1 - 0.9 * smooth(0.045, 0.03, np.abs(ring - 1.93)))
    # The planet's shadow lies across the rings, away from the sun; measured
    # in the plane of the rings, where the sun stands at (-0.81, 0.59).
    p, q = u / radius, v / 0.26 / radius
    shadow = smooth(0.94, 1.06, np.abs(p * 0.59 + q * 0.81)) + (p * -0.81 + q * 0.59 > 0)
    rings = grooves * (0.05 + 0.95 * np.clip(shadow, 0, 1))
    body = smooth(1.006, 0.994, ball)
    face = face * (1 - 0.55 * density * smooth(0.02, -0.1, v / radius + 0.32) * smooth(-0.9, -0.3, v / radius))
    a = a + (rings - a) * density * 0.85 * (1 - body * (v < 0))
    a = a + (face - a) * body * np.where(v < 0, 1, 1 - density * 0.85)
    a = shrink(a, s)
    return stars_grey(a, 6)


def stars_grey(a, seed):
    sky = stars(np.repeat(a, 3, axis=2), seed, 110, a.shape[0])
    # Only empty sky gets stars; the planet and rings are in front.
    return np.where(a < 0.075, sky.mean(axis=2, keepdims=True), a)


def de_jong(w=420, h=420):
    a, b, c, d = 1.4, -2.3, 2.4, -2.1
    s, walkers, size = 2, 60_000, 840
    r = np.random.default_rng(2)
    x, y = r.uniform(-1, 1, (2, walkers))
    count, drift = np.zeros(size * size), np.zeros(size * size)
    for step in range(330):
        nx, ny = np.sin(a * y) - np.cos(b * x), np.sin(c * x) - np.cos(d * y)
        speed = np.hypot(nx - x, ny - y)
        x, y = nx, ny
        if step > 12:
            cell = ((y + 2.08) / 4.16 * size).astype(int) * size + ((x + 2.08) / 4.16 * size).astype(int)
            count += np.bincount(cell, minlength=size * size)
            drift += np.bincount(cell, speed, size * size)
    count, drift = (shrink(v.reshape(size, size), s)[..., 0] for v in (count, drift))
    tone = np.log1p(count) / np.log1p(np.percentile(count, 99.7))
    hue = drift / np.maximum(count, 1e-9) / 3.2
    colour = ramp(hue, "ffe29a ff8c5a d63a6f 6a3fa8 2a8fc0 8af0e0")
    return over(np.ones((h, w, 3)) * rgb("0b0a14"), colour, np.clip(tone, 0, 1) ** 1.35)


def seigaiha(w=490, h=490):
    tones = ["0f2d52", "f4ead2", "1d5b8f", "f4ead2", "59a5c4", "f4ead2", "e2a03f"]

    def waves(d, s):
        for row in range(-1, 21):
            for col in range(-1, 8):
                cx, cy = (col * 70 + 35 * (row % 2)) * s, (row * 25 + 20) * s
                for k, tone in enumerate(tones):
                    e = (38 - k * 5.2) * s
                    d.ellipse((cx - e, cy - e, cx + e, cy + e), tuple(int(c * 255) for c in rgb(tone)))
    a = ink(w, h, waves, 4, "RGB")
    x, y = plane(w, h)
    d = np.hypot(x - 0.5, y - 0.5)
    a = over(a, rgb("0f2d52"), smooth(0.455, 0.458, d))
    # Six alpha steps of halo: the palette's own transparency, not one hole.
    halo = np.floor(np.clip((0.5 - d) / 0.022, 0, 1) * 6 + 0.5) / 6
    return np.concatenate([a, halo[..., None]], axis=2)


def reaction_diffusion(w=324, h=324):
    n = 162
    u, v = np.ones((n, n)), np.zeros((n, n))
    r = np.random.default_rng(14)
    for px, py in r.integers(8, n - 8, (26, 2)):
        u[py - 3:py + 3, px - 3:px + 3], v[py - 3:py + 3, px - 3:px + 3] = 0.5, 0.25
    yy, xx = np.mgrid[0:n, 0:n] / n
    # Mazes in the middle, loosening into spots toward the rim.
    far = np.hypot(xx - 0.5, yy - 0.5)
    feed, kill = 0.034 + 0.004 * far, 0.0585 + 0.0095 * far

    def spread(a):
        return (np.roll(a, 1, 0) + np.roll(a, -1, 0) + np.roll(a, 1, 1) + np.roll(a, -1, 1)) - 4 * a

    for _ in range(6500):
        react = u * v * v
        u = u + 0.16 * spread(u) - react + feed * (1 - u)
        v = v + 0.08 * spread(v) + react - (feed + kill) * v
    v = np.asarray(Image.fromarray(v.astype(np.float32)).resize((w, h), Image.BICUBIC))
    gy, gx = np.gradient(v)
    light = np.clip(0.86 - (gx + gy) * 5.5, 0.45, 1.35)
    a = ramp(v / 0.36, "10243e 173a56 e8d8c0 f2a37a e4572e 9c1c3c")
    return np.clip(a * light[..., None], 0, 1)


def pressed_sprig(w=420, h=600):
    rules = {"X": "F[+X]F[-X]+FX", "F": "FF"}
    word = "X"
    for _ in range(6):
        word = "".join(rules.get(c, c) for c in word)
    x, y, angle, depth, stack, lines, tips = 0.0, 0.0, 0.0, 0, [], [], []
    for c in word:
        if c == "F":
            # Side shoots nod a little as they grow.
            angle += 0.0035 * depth * math.copysign(1, angle)
            nx, ny = x + math.sin(angle), y + math.cos(angle)
            lines.append((x, y, nx, ny, depth))
            x, y = nx, ny
        elif c in "+-":
            angle += math.radians(24.5 if c == "+" else -24.5)
        elif c == "[":
            stack.append((x, y, angle, depth))
            depth += 1
        elif c == "]":
            tips.append((x, y, angle, depth))
            x, y, angle, depth = stack.pop()
    ends = np.array([(q[2], q[3]) for q in lines])
    low, high = ends.min(0), ends.max(0)
    k = min(330 / (high[0] - low[0]), 440 / (high[1] - low[1]))
    ox, oy = 210 - k * (low[0] + high[0]) / 2, 520

    def stems(d, s):
        for ax, ay, bx, by, deep in lines:
            d.line(((ox + ax * k) * s, (oy - ay * k) * s, (ox + bx * k) * s, (oy - by * k) * s),
                   255, max(2, round((3.0 - 0.45 * deep) * s)))

    def blobs(which, size, back):
        def draw(d, s):
            for j, (tx, ty, angle, deep) in enumerate(tips):
                if which(j):
                    cx, cy = (ox + tx * k) * s, (oy - ty * k) * s
                    dx, dy = math.sin(angle) * size * s, -math.cos(angle) * size * s
                    px, py = -dy * 0.36, dx * 0.36
                    cx, cy = cx - dx * back, cy - dy * back
                    d.polygon([(cx, cy), (cx + dx * 0.5 + px, cy + dy * 0.5 + py), (cx + dx, cy + dy),
                               (cx + dx * 0.5 - px, cy + dy * 0.5 - py)], fill=255)
        return ink(w, h, draw)

    px, py = plane(w, h)
    a = ramp(np.hypot(px - 0.45, py - 0.6) / 1.0, "f7f0de f2e8d0 e6d8b8")
    a = over(a, rgb("38553a"), ink(w, h, stems))
    a = over(a, rgb("4f7d4a"), 0.92 * blobs(lambda j: j % 2 == 0, 11, 0.3))
    a = over(a, rgb("86a85a"), 0.92 * blobs(lambda j: j % 4 == 1, 9, 0.2))
    a = over(a, rgb("c4473a"), blobs(lambda j: j % 4 == 3, 6, 0.0))

    def plate(d, s):
        d.rectangle((18 * s, 18 * s, 402 * s, 582 * s), outline=255, width=s)
        d.line((150 * s, 552 * s, 270 * s, 552 * s), 255, s)
        d.line((175 * s, 561 * s, 245 * s, 561 * s), 255, s)
    return over(a, rgb("6b5a40"), 0.8 * ink(w, h, plate))


def circle_packing(w=560, h=560):
    r, circles = np.random.default_rng(30), []
    for attempt in range(60_000):
        angle, far = r.uniform(0, TAU), 0.5 * math.sqrt(r.random())
        x, y = 0.5 + far * math.cos(angle), 0.5 + far * math.sin(angle)
        room = 0.495 - far
        if circles:
            c = np.array(circles)
            room = min(room, (np.hypot(c[:, 0] - x, c[:, 1] - y) - c[:, 2]).min() - 0.003)
        # Only let great circles in early, so that every size gets a turn.
        limit = 0.085 * (1 - attempt / 60_000) ** 3 + 0.008
        if room > max(0.0045, limit * 0.75):
            circles.append((x, y, min(room, limit * 1.1)))
    palettes = ["264653 2a9d8f e9c46a f4a261 e76f51", "3d405b 81b29a f2cc8f e07a5f f4f1de"]

    def discs(d, s):
        k = w * s
        for x, y, e in circles:
            tones = palettes[int(r.integers(2))].split()
            start = int(r.integers(5))
            for ring in range(max(1, min(5, int(e * 90)))):
                q = e * (1 - ring * 0.2)
                tone = tuple(int(c * 255) for c in rgb(tones[(start + ring) % 5]))
                d.ellipse(((x - q) * k, (y - q) * k, (x + q) * k, (y + q) * k), tone)

    def holes(d, s):
        k = w * s
        for x, y, e in circles:
            d.ellipse(((x - e) * k, (y - e) * k, (x + e) * k, (y + e) * k), 255)
    cover = ink(w, h, holes)
    # Spread each disc's colour under its soft edge before cutting it out.
    colour = ink(w, h, discs, 4, "RGB")
    colour = colour / np.maximum(cover, 1 / 255)[..., None]
    return np.concatenate([np.clip(colour, 0, 1) * (cover > 0)[..., None], cover[..., None]], axis=2)


def truchet(w=360, h=360):
    scale, grid = 3, 9
    x, y = plane(w, h, scale)
    flips = np.random.default_rng(12).random((grid, grid)) < 0.5
    u, v = x * grid, y * grid
    flip = flips[v.astype(int), u.astype(int)]
    u, v = u % 1, v % 1
    u = np.where(flip, 1 - u, u)
    # Each tile holds two quarter circles about opposite corners.
    d = np.minimum(abs(np.hypot(u, v) - 0.5), abs(np.hypot(1 - u, 1 - v) - 0.5))
    a = np.zeros(x.shape + (4,))
    for reach, colour in ((0.36, "22334f"), (0.25, "f0c45c"), (0.15, "d64c42"), (0.055, "fbf1da")):
        a[d < reach] = [*rgb(colour), 1]
    return shrink(a, scale)


def moire(w=320, h=320):
    x, y = plane(w, h, 3)
    a = np.ones(x.shape + (3,)) * rgb("fbf4e6")
    # Three inks overprint, as on a risograph: multiply instead of cover.
    for cx, cy, pitch, colour in ((0.40, 0.44, 46, "f2607d"), (0.60, 0.46, 47.5, "2f7fd0"), (0.50, 0.62, 49, "f7c52e")):
        d = np.hypot(x - cx, y - cy)
        line = smooth(-0.12, 0.12, np.sin(d * pitch * TAU)) * smooth(0.365, 0.36, d)
        a = a * (1 - line[..., None] * (1 - rgb(colour)))
    return shrink(a, 3)


# Loops: the last frame leads back into the first.


def torus_knot(size=220, frames=14):
    t = np.linspace(0, TAU, 132, endpoint=False)
    x, y, z = (2 + np.cos(3 * t)) * np.cos(2 * t), (2 + np.cos(3 * t)) * np.sin(2 * t), 1.2 * np.sin(3 * t)
    for k in range(frames):
        # The knot has threefold symmetry: a third of a turn closes the loop.
        turn = TAU / 3 * k / frames
        u, v = x * math.cos(turn) - y * math.sin(turn), x * math.sin(turn) + y * math.cos(turn)
        v, deep = v * 0.80 - z * 0.6, v * 0.6 + z * 0.80

        def beads(d, s):
            for i in np.argsort(deep):
                near = (deep[i] + 2.6) / 5.2
                e = (2.6 + 4.6 * near) * s
                cx, cy = (size / 2 + u[i] * 31) * s, (size / 2 + v[i] * 31) * s
                hue = t[i] * 3 / TAU % 1
                tone = ramp(hue, "2ec4b6 3a86ff 8338ec ff006e ffbe0b 2ec4b6") * (0.25 + 0.75 * near)
                d.ellipse((cx - e, cy - e, cx + e, cy + e), tuple(int(c * 150) for c in tone))
                for part, shift, lift in ((0.82, 0.12, 0.0), (0.5, 0.28, 0.25), (0.18, 0.42, 0.8)):
                    px, py, g = cx - e * shift, cy - e * shift, e * part
                    d.ellipse((px - g, py - g, px + g, py + g), tuple(int(255 * (c + (near - c) * lift)) for c in tone))
        yield ink(size, size, beads, 3, "RGB", (12, 12, 28))


def ripples(w=320, h=240, frames=16):
    x, y = plane(w, h)
    for k in range(frames):
        phase, level = TAU * k / frames, 0
        for cx, cy, pitch in ((0.28, 0.25, 13), (0.74, 0.52, 13), (0.9, 0.05, 9)):
            d = np.hypot(x - cx, (y - cy) * 1.25)
            level = level + np.sin(d * pitch * TAU - phase) * np.exp(-d * 2.2)
        gy, gx = np.gradient(level)
        a = ramp(0.45 + 0.3 * level, "06283d 0f4c5c 2a8c8c 8fd3c1 e9f5db")
        # Moonlight glints only where the surface tips toward the eye.
        glint = smooth(0.22, 0.5, -(gx * 0.7 + gy)) * np.exp(-((x - 0.5) / 0.4) ** 2)
        yield over(a, rgb("fff3c9"), 0.8 * glint)


def turning_squares(size=160, frames=16):
    for k in range(frames):
        def nest(d, s):
            for i in range(26):
                # One quarter turn per loop; each square lags the one outside.
                e = 118 * 0.88 ** i * s
                angle = TAU / 8 + TAU / 4 * (k / frames) + 0.35 * math.sin(TAU * k / frames - i * 0.24) + i * 0.1
                turns = [angle + q * TAU / 4 for q in range(4)]
                points = [(size / 2 * s + e * math.cos(q), size / 2 * s + e * math.sin(q)) for q in turns]
                tone = rgb("1d2440") if i % 2 else ramp(i / 25, "f94144 f8961e f9c74f 90be6d 43aa8b")
                d.polygon(points, fill=tuple(int(c * 255) for c in tone))
        yield ink(size, size, nest, 4, "RGB", (29, 36, 64))
