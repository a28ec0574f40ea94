"""Small pictures of random pixels, each unlike any other, and files that are none."""
import struct
import zlib


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(
        ">I", zlib.crc32(kind + data))


def png(random):
    """An RGB PNG of noise. Sides differ, so that sizes of files do too."""
    width, height = random.randint(1, 90), random.randint(1, 90)
    rows = b"".join(b"\0" + random.randbytes(3 * width) for _ in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header)
            + chunk(b"IDAT", zlib.compress(rows, 1)) + chunk(b"IEND", b""))


def broken(random):
    """What no store should take: cut short, or scratched."""
    whole = png(random)
    if random.random() < 0.5:
        return whole[:random.randint(1, len(whole) - 13)]
    at = random.randint(45, len(whole) - 20)
    return whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1:]
