"""File-format details for draw.py: what Pillow does not write, written by hand.

Pictures travel as float arrays, height x width x channels, 0 ... 1, sRGB.
"""
import io
import struct
import zlib

import numpy as np
from PIL import Image


def to8(a):
    """Float picture to a Pillow image: L, RGB or RGBA by its channel count."""
    a = np.squeeze(np.asarray(a))
    return Image.fromarray((np.clip(a, 0, 1) * 255 + 0.5).astype(np.uint8))


# ---------------------------------------------------------------- orientation

# What a viewer does for each EXIF value, undone: the picture is stored this
# way so that following the tag stands it upright again.
STORED_AS = {
    1: lambda a: a,
    2: lambda a: a[:, ::-1],
    3: lambda a: a[::-1, ::-1],
    4: lambda a: a[::-1],
    5: lambda a: np.swapaxes(a, 0, 1),
    6: lambda a: np.rot90(a, 1),       # viewer turns it clockwise
    7: lambda a: np.swapaxes(a[::-1, ::-1], 0, 1),
    8: lambda a: np.rot90(a, -1),      # viewer turns it anticlockwise
}


def stored(a, orientation):
    return np.ascontiguousarray(STORED_AS[orientation](a))


def exif(orientation, description):
    tags = Image.Exif()
    tags[0x0112] = orientation
    tags[0x010E] = description
    tags[0x0131] = "samples/draw.py"
    return tags


# ------------------------------------------------------------------------ PNG

def chunk(kind, body):
    return (struct.pack(">I", len(body)) + kind + body
            + struct.pack(">I", zlib.crc32(kind + body)))


def text_chunk(key, text):
    return chunk(b"tEXt", key.encode("latin-1") + b"\0" + text.encode("latin-1"))


def filtered(rows, step):
    """PNG-filter a block of byte rows, choosing per row by least absolute sum."""
    out = bytearray()
    above = np.zeros(rows.shape[1], np.int16)
    for row in rows.astype(np.int16):
        left = np.concatenate([np.zeros(step, np.int16), row[:-step]])
        corner = np.concatenate([np.zeros(step, np.int16), above[:-step]])
        guess = left + above - corner
        da, db, dc = abs(guess - left), abs(guess - above), abs(guess - corner)
        paeth = np.where((da <= db) & (da <= dc), left, np.where(db <= dc, above, corner))
        options = [row, row - left, row - above, row - (left + above) // 2, row - paeth]
        options = [o.astype(np.uint8) for o in options]
        costs = [np.abs(o.view(np.int8).astype(np.int32)).sum() for o in options]
        best = int(np.argmin(costs))
        out.append(best)
        out += options[best].tobytes()
        above = row
    return bytes(out)


# Adam7: first column, first row, column step, row step of each pass.
ADAM7 = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4),
         (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]


def png(a, depth=8, interlaced=False, extra=b""):
    """Encode grey, RGB or RGBA at 8 or 16 bits; `extra` chunks precede IDAT."""
    a = np.clip(a if a.ndim == 3 else a[..., None], 0, 1)
    height, width, channels = a.shape
    kind = {1: 0, 2: 4, 3: 2, 4: 6}[channels]
    samples = np.round(a * (2 ** depth - 1)).astype(">u2" if depth == 16 else "u1")
    step = channels * depth // 8
    data = b""
    for x, y, dx, dy in ADAM7 if interlaced else [(0, 0, 1, 1)]:
        part = np.ascontiguousarray(samples[y::dy, x::dx])
        if part.size:
            data += filtered(part.view(np.uint8).reshape(part.shape[0], -1), step)
    header = struct.pack(">IIBBBBB", width, height, depth, kind, 0, 0, int(interlaced))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + extra
            + chunk(b"IDAT", zlib.compress(data, 9)) + chunk(b"IEND", b""))


# ----------------------------------------------------------------------- JPEG

def jpeg(image, **options):
    out = io.BytesIO()
    image.save(out, "JPEG", **{"quality": 88, "optimize": True, **options})
    return out.getvalue()


def to_cmyk(a):
    """Inks with most of the grey moved into black, as a press would want it."""
    black = 0.9 * (1 - a.max(axis=2, keepdims=True))
    inks = 1 - a / (1 - black)
    return Image.fromarray(
        np.round(np.concatenate([inks, black], axis=2) * 255).astype(np.uint8), "CMYK")


# ------------------------------------------------------------- colour profile

def primaries_matrix(red, green, blue, white):
    """Linear RGB to XYZ from chromaticities, scaled so RGB 1,1,1 is the white."""
    def xyz(p):
        return np.array([p[0] / p[1], 1, (1 - p[0] - p[1]) / p[1]])
    m = np.stack([xyz(red), xyz(green), xyz(blue)], axis=1)
    return m * np.linalg.solve(m, xyz(white))


D65 = (0.3127, 0.3290)
SRGB = primaries_matrix((0.64, 0.33), (0.30, 0.60), (0.15, 0.06), D65)
WIDE = primaries_matrix((0.70, 0.295), (0.19, 0.76), (0.14, 0.045), D65)
WIDE_GAMMA = 461 / 256  # about 1.8; exactly what the profile's u8Fixed8 can hold


def to_wide(a):
    """sRGB values to the same colours in the wide space of `wide_profile`."""
    linear = np.where(a <= 0.04045, a / 12.92, ((a + 0.055) / 1.055) ** 2.4)
    wide = linear @ (np.linalg.inv(WIDE) @ SRGB).T
    return np.clip(wide, 0, 1) ** (1 / WIDE_GAMMA)


def wide_profile():
    """A version 2 matrix/TRC display profile for the wide space."""
    # ICC colours are relative to D50, so adapt the D65 matrix (Bradford).
    bradford = np.array([[0.8951, 0.2664, -0.1614],
                         [-0.7502, 1.7135, 0.0367],
                         [0.0389, -0.0685, 1.0296]])
    d50 = np.array([0.9642, 1.0, 0.8249])
    d65 = WIDE @ np.ones(3)
    scale = (bradford @ d50) / (bradford @ d65)
    columns = (np.linalg.inv(bradford) @ np.diag(scale) @ bradford @ WIDE).T

    def xyz(v):
        return b"XYZ \0\0\0\0" + b"".join(struct.pack(">i", round(c * 65536)) for c in v)

    name = b"StillStore wide sample\0"
    curve = b"curv\0\0\0\0" + struct.pack(">IH", 1, 461) + b"\0\0"
    bodies = [
        (b"desc", b"desc\0\0\0\0" + struct.pack(">I", len(name)) + name + bytes(78)),
        (b"cprt", b"text\0\0\0\0Public domain\0"),
        (b"wtpt", xyz(d50)),
        (b"rXYZ", xyz(columns[0])), (b"gXYZ", xyz(columns[1])), (b"bXYZ", xyz(columns[2])),
        (b"rTRC", curve), (b"gTRC", curve), (b"bTRC", curve),
    ]
    table, data = struct.pack(">I", len(bodies)), b""
    start = 128 + 4 + 12 * len(bodies)
    for tag, body in bodies:
        table += tag + struct.pack(">II", start + len(data), len(body))
        data += body + bytes(-len(body) % 4)
    header = struct.pack(
        ">I4sI4s4s4s6H4s4sI4s4sQI3i4s44x",
        start + len(data), b"\0\0\0\0", 0x02100000, b"mntr", b"RGB ", b"XYZ ",
        2024, 1, 1, 0, 0, 0, b"acsp", b"\0\0\0\0", 0, b"\0\0\0\0", b"\0\0\0\0", 0, 0,
        round(0.9642 * 65536), 65536, round(0.8249 * 65536), b"\0\0\0\0")
    return header + table + data
