"""The same work by Pillow at its best: draft mode, one process a core."""
import multiprocessing
import sys
from pathlib import Path

from PIL import Image, ImageOps


def thumbnail(job):
    source, directory, box, ending = job
    with Image.open(source) as image:
        image.draft(None, (box * 2, box * 2))
        image.thumbnail((box, box), Image.LANCZOS, reducing_gap=2.0)
        image = ImageOps.exif_transpose(image)
        if image.mode not in ("RGB", "L"):
            image = image.convert("RGB")
        image.save(
            Path(directory, f"{Path(source).name}.{ending}"), quality=82, optimize=ending == "jpg")


if __name__ == "__main__":
    jobs, box, directory, ending = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4]
    work = [(name, directory, box, ending) for name in sys.argv[5:]]
    with multiprocessing.Pool(jobs) as pool:
        pool.map(thumbnail, work, chunksize=1)
