"""Times what keeps a store well against the tools that do as much, in turn, as ratios.

    maintenance.py [--rounds N] [--only WORD] [--many N]

WORD picks by a part of the name: thumbnails, verify, many. --many says how many files many are.
"""
import argparse
import os
import shutil
import tempfile
from pathlib import Path

import pictures
from contest import BUILT, HERE, JOBS, STORE, each, ingest, race, timed

MANY = 100_000


def fresh_store(directory, work):
    shutil.rmtree(work, ignore_errors=True)
    command, _ = ingest(directory, work)
    timed(command, work)
    return work / "store"


def objects(store):
    return sorted(str(p) for p in (store / "objects").rglob("*") if p.is_file())


def race_thumbnails(directory, work, rounds):
    """Every thumbnail of a store is made again; vipsthumbnail makes them of the same objects."""
    store = fresh_store(directory, work / "regenerated")
    files = objects(store)
    race(f"{directory.name}: thumbnails of {len(files)} objects made again, {JOBS} workers", {
        "vipsthumbnail": (
            lambda out: each(files, "vipsthumbnail", "--vips-concurrency=1", "-s", "256x256", "-o",
                             str(out / "%s.jpg[Q=82,optimize_coding,strip]")), work / "vips"),
        "StillStore, thumbnails --all": (
            lambda out: ([str(STORE), "thumbnails", "--all", "--store", str(store), "--quiet"],
                         None), work / "none"),
    }, ("StillStore, thumbnails --all",), rounds, len(files))


def race_verify(directory, work, rounds):
    """Every byte of a store is hashed, and all else that `verify` looks at is looked at."""
    store = fresh_store(directory, work / "verified")
    files = objects(store)
    size = sum(os.path.getsize(f) for f in files)
    sums = work / "sums"
    sums.write_text("".join(f"{Path(f).name}  {f}\n" for f in files))
    ours = "StillStore, verify"
    race(f"{directory.name}: verifying {len(files)} objects, {size / 1e6:.0f} MB", {
        "sha256sum -c": (lambda out: (["sha256sum", "--quiet", "-c", str(sums)], None),
                         work / "sum"),
        ours: (lambda out: ([str(STORE), "verify", "--store", str(store), "--quiet"], None),
               work / "none"),
    }, (ours,), rounds, size / 1e6, "ms a MB")


def race_many(work, rounds, count):
    """What a store of many files costs when nothing has changed: alone, there is no such peer.
    Then the same files all read, and found to be there."""
    root = BUILT.parent / f"bench-many-{count}"
    pictures.make_many(root, count)
    store = fresh_store(root, work / "many")
    quick, again = "StillStore, verify --quick", "StillStore, unchanged re-ingest"
    command = ingest(root, store.parent)[0]
    took = race(f"{count} files: nothing to do", {
        "find, for its stat of each": (
            lambda out: (["find", str(root), "-type", "f", "-size", "+1000000c"], None),
            work / "find"),
        quick: (lambda out: (
            [str(STORE), "verify", "--quick", "--store", str(store), "--quiet"], None),
            work / "none"),
        again: (lambda out: (command, None), work / "none"),
    }, (quick, again), rounds, count, "us a file", 1_000_000)
    print(f"  unchanged re-ingest: {count / took[again]:,.0f} files a second")
    files = sorted(str(p) for p in root.rglob("*.png"))
    again, copied = "StillStore, files read again", "StillStore, a copy of them"

    def ingest_copy(out):
        out.mkdir()
        copy = Path(tempfile.mkdtemp(dir=out)) / root.name
        shutil.copytree(root, copy)
        os.sync()
        return ingest(copy, store.parent)

    race(f"{count} files: every one read, all of them known, {JOBS} workers", {
        "sha256sum": (lambda out: each(files, "sha256sum"), work / "sum"),
        again: (lambda out: ([*command, "--rehash"], None), work / "none"),
        copied: (ingest_copy, work / "copied"),
    }, (again, copied), rounds, count, "us a file", 1_000_000)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", default="")
    parser.add_argument("--many", type=int, default=MANY)
    options = parser.parse_args()
    root = os.environ.get("STILLSTORE_BENCH") or pictures.make(HERE.parents[1] / "bench-data")
    races = {"thumbnails": race_thumbnails, "verify": race_verify}
    with tempfile.TemporaryDirectory(dir=os.environ.get("STILLSTORE_BENCH_WORK")) as temporary:
        work = Path(temporary).resolve()
        for directory in sorted(p for p in Path(root).iterdir() if p.is_dir()):
            for name, race_set in races.items():
                if options.only in f"maintenance {name} {directory.name}":
                    race_set(directory, work, options.rounds)
        if options.only in "maintenance many":
            race_many(work, min(options.rounds, 3), options.many)


main()
