"""Shows what grows with the number of files: the time that each takes to ingest, and memory.

    growth.py [--rounds N] [--only WORD]

WORD picks by a part of the name, which is growth.
"""
import argparse
import multiprocessing
import os
import shutil
import sqlite3
import statistics
import sys
import tempfile
from pathlib import Path

import pictures
from contest import BUILT, HERE, JOBS, STORE, ingest, timed

FEW, MANY, ROWS = 1_000, 100_000, 1_000_000


def fresh_ingest(source, work):
    """Into a store that nothing was in, nor in the place of one: file systems look for the room of
    what was just deleted."""
    work = Path(tempfile.mkdtemp(dir=work))
    return timed(ingest(source, work)[0], work), work / "store"


def show_cost(small, work, rounds):
    """Files a second must not fall as they become many."""
    few = [fresh_ingest(small / "000", work)[0] for _ in range(max(3, rounds))]
    many, store = fresh_ingest(small, work)
    rates = FEW / statistics.median(r[0] for r in few), MANY / many[0]
    print(f"\nIngest of small files into a new store, {JOBS} workers")
    print(f"  {'':28}{'files a s':>12}{'CPU ms':>9}{'peak MiB':>10}")
    for count, rate, results in ((FEW, rates[0], few), (MANY, rates[1], [many])):
        cpu = statistics.median(r[1] for r in results) / count * 1000
        print(f"  {f'{count:,} files':28}{rate:12.0f}{cpu:9.2f}{max(r[2] for r in results):10.0f}")
    print(f"  a file among {MANY:,} costs {rates[0] / rates[1]:.2f} times one among {FEW:,}",
          flush=True)
    return store


def multiply_rows(store):
    """Gives the catalogue as many rows as a large store has, made from those that it holds."""
    catalog = sqlite3.connect(store / "catalog.sqlite")
    catalog.execute("PRAGMA foreign_keys = OFF")
    catalog.execute("PRAGMA cache_size = -1000000")
    digest = "CAST(substr(digest, 1, 26) || x'00000000000#' AS BLOB)"
    changes = {
        "blobs": {"id": "id + # * 1000000000", "digest": digest},
        # The ids of this age begin with a zero.
        "assets": {"id": "'#' || substr(id, 2)", "blob_id": "blob_id + # * 1000000000"},
        "bucket_paths": {"id": "NULL", "bucket": "'copy#'",
                         "asset_id": "'#' || substr(asset_id, 2)"},
        "source_files": {"path": "CAST(path || '#' AS BLOB)", "digest": digest},
    }
    for table, changed in changes.items():
        names = [row[1] for row in catalog.execute(f"PRAGMA table_info({table})")]
        values = ", ".join(changed.get(name, name) for name in names)
        catalog.execute(f"CREATE TEMP TABLE original AS SELECT * FROM main.{table}")
        for number in range(1, ROWS // MANY):
            catalog.execute(
                f"INSERT INTO main.{table} ({', '.join(names)}) "
                f"SELECT {values.replace('#', str(number))} FROM original")
        catalog.execute("DROP TABLE original")
    catalog.commit()
    catalog.close()


def show_memory(camera, store, work):
    """The peak of an ingest of large pictures, into a new store and into one that holds many."""
    print(f"\nPeak memory of an ingest of {camera.name}, {JOBS} workers")
    print(f"  {'into a new store':28}{fresh_ingest(camera, work)[0][2]:10.0f} MiB")
    # In a process of its own: the memory of who starts a program counts as that program's.
    multiplying = multiprocessing.Process(target=multiply_rows, args=(store,))
    multiplying.start()
    multiplying.join()
    if multiplying.exitcode:
        sys.exit("the rows could not be multiplied")
    peak = timed(ingest(camera, store.parent)[0], store.parent)[2]
    print(f"  {f'into one of {ROWS:,}':28}{peak:10.0f} MiB", flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", default="")
    options = parser.parse_args()
    if options.only not in "growth":
        return
    root = os.environ.get("STILLSTORE_BENCH") or pictures.make(HERE.parents[1] / "bench-data")
    small = BUILT.parent / f"bench-many-{MANY}"
    pictures.make_many(small, MANY)
    work = Path(tempfile.mkdtemp(dir=os.environ.get("STILLSTORE_BENCH_WORK")))
    try:
        store = show_cost(small, work, options.rounds)
        show_memory(Path(root, "camera"), store, work)
    finally:
        shutil.rmtree(work)


main()
