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
    """Files whose bytes are all in the store already, so that all that is left is hashing: the same
    files read again, a copy of them elsewhere, and the same files added under other names."""
    files = sorted(str(p) for p in directory.iterdir() if p.is_file())
    store = work / "known"
    shutil.rmtree(store, ignore_errors=True)
    command, _ = ingest(directory, store)
    timed(command, store)
    size = sum(os.path.getsize(f) for f in files)

    def ingest_copy(out):
        out.mkdir()
        copy = Path(tempfile.mkdtemp(dir=out)) / directory.name
        shutil.copytree(directory, copy)
        os.sync()
        return ingest(copy, store)

    names = iter(range(1_000_000))
    again, copied, added = (f"StillStore, {what}" for what in (
        "files read again", "a copy of them", "other names"))
    race(f"{directory.name}: known files, {size / 1e6:.0f} MB, {JOBS} workers", {
        "sha256sum": (lambda out: each(files, "sha256sum"), work / "sum"),
        again: (lambda out: ([*command, "--rehash"], None), work / "rehash"),
        copied: (ingest_copy, work / "copied"),
        added: (lambda out: ([*command, "--rehash", "--prefix", f"{next(names)}"], None),
                work / "added"),
    }, (again, copied, added), rounds, size / 1e6, "ms a MB")


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
