"""How each peer makes thumbnails: as its users run it, one worker a core."""
import os
import sys

from contest import HERE, JOBS, THUMBNAILS, each

BOX = 256
MAGICK = os.environ.get("STILLSTORE_BENCH_MAGICK", "convert")


def peers(files, out, ending="jpg"):
    """name -> (command, standard input) that makes thumbnails into `out`, as JPEG or as PNG."""
    options = "[Q=82,optimize_coding,strip]" if ending == "jpg" else ""
    return {
        "vipsthumbnail": each(
            files, "vipsthumbnail", "--vips-concurrency=1", "-s", f"{BOX}x{BOX}", "-o",
            str(out / f"%s.{ending}{options}")),
        "Pillow": (
            [sys.executable, str(HERE / "pillow_thumbnails.py"), str(JOBS), str(BOX), str(out),
             ending, *files], None),
        "ImageMagick": (
            ["xargs", "-0", "-P", str(JOBS), "-n", "1", "sh", "-c",
             f'MAGICK_THREAD_LIMIT=1 {MAGICK} -define jpeg:size={BOX * 2}x{BOX * 2} "$1" '
             f'-auto-orient -thumbnail {BOX}x{BOX} -quality 82 '
             f'"{out}/$(basename "$1").{ending}"', "sh"],
            b"\0".join(os.fsencode(f) for f in files)),
    }


def ours(files, out):
    return [str(THUMBNAILS), str(JOBS), str(BOX), str(out), *files], None
