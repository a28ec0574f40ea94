"""Times our fetch and other downloaders in turn over the same addresses on a local nginx.

    retrieval.py [--rounds N] [--only WORD]

Each round runs every program once into an empty directory, so that a machine that slows down
slows all of them. The median of the rounds counts. What was written is counted afterwards: a
program that leaves files out is an error, not the fastest.
"""
import argparse
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from web import served

HERE = Path(__file__).resolve().parent
BUILT = HERE.parents[1] / ".build"
STORE = BUILT / "release" / "stillstore"
OURS = "StillStore, durable fetch"
SETS = {"small": 2000, "large": 50}
PARALLEL = 16
# A proxy or somebody's own settings would be measured too.
ENVIRONMENT = {k: v for k, v in os.environ.items() if not k.lower().endswith("_proxy")}


class Left(Exception):
    """Why a program takes no part."""


def make(root):
    """Distinct pictures: windows into one larger picture, each with a size of its own."""
    if root.is_dir():
        return
    import numpy as np
    from PIL import Image

    import pictures
    import whole

    print(f"making {sum(SETS.values())} pictures in {root}", flush=True)
    random = np.random.default_rng(11)
    width, height = 5600, 4200
    # The grain of a camera in dim light: what makes a JPEG of this size weigh about 10 MB.
    grain = (random.standard_normal((height, width, 1), np.float32) * 8).astype(np.int16)
    scene = np.asarray(pictures.smooth(random, width, height, 8))
    scene = Image.fromarray(np.clip(scene + grain, 0, 255).astype(np.uint8))

    def window(w, h):
        left, top = int(random.integers(0, width - w)), int(random.integers(0, height - h))
        return scene.crop((left, top, left + w, top + h))

    with whole.making(root) as partial:
        (partial / "small").mkdir()
        for index in range(SETS["small"]):
            name = partial / "small" / f"{index:04}"
            if index % 4 == 3:
                side = 56 + index % 40
                window(side, side).save(f"{name}.png")
            else:
                side = 160 + index % 7 * 32
                window(side, side).save(f"{name}.jpg", quality=85)
        (partial / "large").mkdir()
        for index in range(SETS["large"]):
            w = 5000 + index % 5 * 100
            window(w, w * 3 // 4).save(partial / "large" / f"{index:02}.jpg", quality=95)


def timed(command, directory):
    """Wall and CPU seconds of a command, and the seconds until the disk has what it wrote."""
    shutil.rmtree(directory, ignore_errors=True)
    directory.mkdir()
    os.sync()  # or this one pays for what the last one left to be written
    began = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=directory, env=ENVIRONMENT, stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    errors = process.stderr.read().decode(errors="replace")
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - began
    if command[0] == str(STORE) and process.returncode == 2:
        raise Left(f"it does not take the command ({errors.strip().partition(chr(10))[0]})")
    if process.returncode != 0:
        sys.exit(f"{command[0]} ended with {process.returncode}: {errors[:500]}")
    os.sync()
    return wall, usage.ru_utime + usage.ru_stime, time.perf_counter() - began - wall


def contestants(lists, out):
    """name -> command that fetches everything into `out`."""
    every = {
        "wget": ["wget", "--no-config", "-q", "-i", lists["plain"], "-P", str(out)],
        "aria2c": [
            "aria2c", "--no-conf", "-i", lists["plain"], "-d", str(out), f"-j{PARALLEL}", "-x4",
            "--file-allocation=none", "--console-log-level=error", "--summary-interval=0"],
        "curl": [
            "curl", "--disable", "--silent", "--show-error", "--fail", "--parallel",
            "--parallel-max", str(PARALLEL), "--remote-name-all", "--config", lists["curl"]],
        OURS: [
            str(STORE), "fetch", "--from", lists["plain"], "--allow-host", "127.0.0.1", "--store",
            str(out / "store"), "--quiet"],
    }
    return {name: command for name, command in every.items() if shutil.which(command[0])}, [
        name for name, command in every.items() if not shutil.which(command[0])]


def check(name, out, files):
    """Ends the run unless everything arrived whole."""
    where = out / "store" / "objects" if name == OURS else out
    written = [p.stat().st_size for p in where.rglob("*") if p.is_file()]
    wanted = [p.stat().st_size for p in files]
    if sorted(written) != sorted(wanted):
        sys.exit(f"{name} wrote {len(written)} files and {sum(written)} bytes, "
                 f"not {len(wanted)} and {sum(wanted)}")


def race(title, directory, address, work, rounds):
    files = sorted(directory.iterdir())
    size = sum(p.stat().st_size for p in files)
    addresses = [f"{address}/{directory.name}/{p.name}" for p in files]
    lists = {"plain": str(work / "list"), "curl": str(work / "list.curl")}
    Path(lists["plain"]).write_text("".join(f"{a}\n" for a in addresses))
    Path(lists["curl"]).write_text("".join(f'url = "{a}"\n' for a in addresses))

    out = work / "out"
    commands, missing = contestants(lists, out)
    results = {name: [] for name in commands}
    left = {name: "it is not installed" for name in missing}
    for turn in range(rounds + 1):
        for name, command in commands.items():
            if name in left:
                continue
            try:
                result = timed(command, out)
            except Left as reason:
                left[name] = str(reason)
                continue
            check(name, out, files)
            if turn > 0:  # the first round warms the caches
                results[name].append(result)
    shutil.rmtree(out, ignore_errors=True)

    columns = {n: [statistics.median(c) for c in zip(*r)] for n, r in results.items() if r}
    fastest = min((c[0] for n, c in columns.items() if n != OURS), default=None)
    print(f"\n{title}: {len(files)} files, {size / len(files) / 1e6:.3g} MB each")
    print(f"  {'':28}{'wall s':>8}{'files/s':>9}{'MB/s':>8}{'CPU s':>8}{'+ sync s':>10}"
          f"  {'fastest peer / this':>20}")
    for name, (wall, cpu, sync) in sorted(columns.items(), key=lambda item: item[1][0]):
        ratio = f"{fastest / wall:19.2f}x" if fastest else f"{'no peer':>20}"
        print(f"  {name:28}{wall:8.2f}{len(files) / wall:9.0f}{size / wall / 1e6:8.0f}{cpu:8.2f}"
              f"{sync:10.2f}  {ratio}")
    for name, reason in left.items():
        print(f"  {name} is left out: {reason}")
    sys.stdout.flush()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", default="")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # or nginx would stay
    chosen = [name for name in SETS if options.only in f"retrieval {name}"]
    if not chosen:
        return
    if not shutil.which("nginx"):
        print("\nretrieval is left out: nginx is not installed")
        return
    root = BUILT / "bench-retrieval"
    make(root)
    with tempfile.TemporaryDirectory(dir=os.environ.get("STILLSTORE_BENCH_WORK")) as temporary:
        work = Path(temporary).resolve()
        with served(root, work) as address:
            for name in chosen:
                race(f"retrieval {name}", root / name, address, work, options.rounds)
    print("""
  StillStore verifies, decodes, makes thumbnails, syncs and catalogues every file; the others
  write files, and of them aria2c alone syncs what is in them. “+ sync” is how long the disk
  takes for the rest when the program has ended; until then a power cut loses it.""")


main()
