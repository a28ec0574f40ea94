"""Pictures made here: small, distinct, with the words that a generator would write into them."""
import struct
import zlib


def chunk(kind, data):
    return (struct.pack(">I", len(data)) + kind + data
            + struct.pack(">I", zlib.crc32(kind + data)))


def png(number=0, width=8, height=8, parameters=None):
    """A picture of one colour, and of its own for each of 16 million numbers."""
    colour = bytes([number * 37 & 255, number >> 8 & 255, number >> 16 & 255])
    # The number itself is drawn into the first pixel, so that no two are alike.
    first = struct.pack(">I", number)[1:]
    rows = b"\0" + first + colour * (width - 1) + (b"\0" + colour * width) * (height - 1)
    text = b""
    if parameters is not None:
        # iTXt holds any language; what follows the name are flags, a language and a translation.
        text = chunk(b"iTXt", b"parameters\0\0\0\0\0" + parameters.encode())
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + text
            + chunk(b"IDAT", zlib.compress(rows, 1)) + chunk(b"IEND", b""))


def parameters(prompt, negative="", seed=1, steps=20, model="painter"):
    """As AUTOMATIC1111 writes them."""
    return (f"{prompt}\nNegative prompt: {negative}\nSteps: {steps}, Sampler: Euler a, "
            f"CFG scale: 7, Seed: {seed}, Size: 8x8, Model: {model}, Version: v1.10")
