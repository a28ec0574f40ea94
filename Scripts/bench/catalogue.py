"""Fills a catalogue with a million assets and times its pages and its statistics.

    catalogue.py [--rounds N] [--only WORD]

There is no peer: the figures stand for themselves. One round is enough, it lasts minutes.
"""
import argparse
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from contest import STORE

ASSETS = 1_000_000


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int)
    parser.add_argument("--only", default="")
    if parser.parse_args().only not in "catalogue":
        return
    place = os.environ.get("STILLSTORE_BENCH_WORK")
    work = Path(tempfile.mkdtemp(prefix="stillstore-", dir=place))
    try:
        print(f"\na catalogue of {ASSETS} assets", flush=True)
        program = STORE.with_name("catalogue-bench")
        subprocess.run([str(program), str(ASSETS), str(work)], check=True)
    finally:
        shutil.rmtree(work)


main()
