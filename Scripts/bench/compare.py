"""Times us and the peers in turn over the same files and prints ratios.

    compare.py [--rounds N] [--only WORD]

Each round runs every program once, so that a machine that slows down slows all of them. The
median of the rounds counts. Peak memory is that of the largest single process.
"""
import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pictures
from contest import HERE, JOBS, STORE, each, ingest, race, timed
from peers import BOX, ours, peers

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
    contestants["StillStore, thumbnails"] = (lambda out: ours(files, out), work / "ours")
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
