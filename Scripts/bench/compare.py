"""Times us and the peers in turn over the same files and prints ratios.

    compare.py [--rounds N] [--only WORD]

Each round runs every program once, so that a machine that slows down slows all of them. The
median of the rounds counts. Peak memory is that of the largest single process.
"""
import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pictures

BOX = 256
JOBS = os.cpu_count() or 1
MAGICK = os.environ.get("STILLSTORE_BENCH_MAGICK", "convert")
HERE = Path(__file__).resolve().parent
BUILT = HERE.parents[1] / ".build" / "release"
STORE, THUMBNAILS = BUILT / "stillstore", BUILT / "thumbnails"


def timed(command, directory, input=None):
    """Wall seconds, CPU seconds and peak MiB of a command and what it starts."""
    directory.mkdir(parents=True, exist_ok=True)
    began = time.perf_counter()
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE if input else subprocess.DEVNULL,
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    if input:
        process.stdin.write(input)
        process.stdin.close()
    errors = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - began
    if process.returncode != 0:
        sys.exit(f"{command[0]} ended with {process.returncode}: {errors.decode()[:500]}")
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def each(files, *command):
    """A program that takes files as arguments, one process a core."""
    names = b"\0".join(os.fsencode(f) for f in files)
    share = max(1, -(-len(files) // JOBS))
    return ["xargs", "-0", "-P", str(JOBS), "-n", str(share), *command], names


def peers(files, out):
    """name -> (command, standard input) that makes thumbnails into `out`."""
    python = sys.executable
    script = str(HERE / "pillow_thumbnails.py")
    return {
        "vipsthumbnail": each(
            files, "vipsthumbnail", "--vips-concurrency=1", "-s", f"{BOX}x{BOX}", "-o",
            str(out / "%s.jpg[Q=82,optimize_coding,strip]")),
        "Pillow": ([python, script, str(JOBS), str(BOX), str(out), *files], None),
        "ImageMagick": (
            ["xargs", "-0", "-P", str(JOBS), "-n", "1", "sh", "-c",
             f'MAGICK_THREAD_LIMIT=1 {MAGICK} -define jpeg:size={BOX * 2}x{BOX * 2} "$1" '
             f'-auto-orient -thumbnail {BOX}x{BOX} -quality 82 '
             f'"{out}/$(basename "$1").jpg"', "sh"],
            b"\0".join(os.fsencode(f) for f in files)),
    }


def race(title, contestants, ours, rounds, count, unit="ms a file"):
    """contestants: name -> (command maker, output directory)."""
    results = {name: [] for name in contestants}
    for turn in range(rounds + 1):
        for name, (make, out) in contestants.items():
            shutil.rmtree(out, ignore_errors=True)
            command, data = make(out)
            result = timed(command, out, data)
            if turn > 0:  # the first round warms the caches
                results[name].append(result)
    wall = {n: statistics.median(r[0] for r in rs) for n, rs in results.items()}
    fastest = min(t for n, t in wall.items() if n not in ours)
    print(f"\n{title}")
    print(f"  {'':28}{unit:>12}{'CPU ms':>9}{'peak MiB':>10}  {'fastest peer / this':>20}")
    for name in sorted(wall, key=wall.get):
        cpu = statistics.median(r[1] for r in results[name])
        peak = max(r[2] for r in results[name])
        print(f"  {name:28}{wall[name] / count * 1000:12.2f}{cpu / count * 1000:9.1f}"
              f"{peak:10.0f}  {fastest / wall[name]:19.2f}x")
    sys.stdout.flush()


def ingest(source, out):
    return [str(STORE), "ingest", str(source), "--store", str(out / "store"), "--quiet"], None


def compare_set(directory, work, rounds):
    files = sorted(str(p) for p in directory.iterdir() if p.suffix.lower() in
                   (".jpg", ".jpeg", ".png", ".webp"))
    if not files:
        return
    size = sum(os.path.getsize(f) for f in files)
    title = f"{directory.name}: {len(files)} files, {size / len(files) / 1e6:.1f} MB each"

    def peer(name):
        return (lambda out: peers(files, out)[name], work / name)

    contestants = {name: peer(name) for name in peers(files, work)}
    contestants["StillStore, thumbnails"] = (
        lambda out: ([str(THUMBNAILS), str(JOBS), str(BOX), str(out), *files], None),
        work / "ours")
    contestants["StillStore, durable ingest"] = (
        lambda out: ingest(directory, out), work / "ingest")
    race(f"{title}, {BOX} px thumbnails, {JOBS} workers", contestants,
         ("StillStore, thumbnails", "StillStore, durable ingest"), rounds, len(files))


def compare_hashing(directory, work, rounds):
    """Files that are all in the store already, read again: all that is left is hashing."""
    files = sorted(str(p) for p in directory.iterdir() if p.is_file())
    store = work / "known"
    shutil.rmtree(store, ignore_errors=True)
    command, _ = ingest(directory, store)
    timed(command, store)
    size = sum(os.path.getsize(f) for f in files)
    contestants = {
        "sha256sum": (lambda out: each(files, "sha256sum"), work / "sum"),
        "StillStore, known files": (
            lambda out: ([*command, "--rehash"], None), work / "rehash"),
    }
    race(f"{directory.name}: hashing {size / 1e6:.0f} MB, {JOBS} workers", contestants,
         ("StillStore, known files",), rounds, size / 1e6, "ms a MB")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", default="")
    options = parser.parse_args()
    root = os.environ.get("STILLSTORE_BENCH") or pictures.make(HERE.parents[1] / "bench-data")
    version = subprocess.run([STORE, "--version"], capture_output=True, text=True).stdout.strip()
    print(f"StillStore {version}; {JOBS} cores; pictures in {root}")
    with tempfile.TemporaryDirectory(dir=os.environ.get("STILLSTORE_BENCH_WORK")) as temporary:
        work = Path(temporary)
        for directory in sorted(p for p in Path(root).iterdir() if p.is_dir()):
            if options.only in directory.name:
                compare_set(directory, work, options.rounds)
                compare_hashing(directory, work, options.rounds)


main()
