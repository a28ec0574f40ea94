"""Random work on one store, checked after each step against what was reported.

    soak.py [--seed N] [--steps N] [--program FILE] [--keep]

Each step is one of: ingest, fetch from a server that fails, delete, undelete, collect, regenerate
thumbnails, work of people and workers, damage and repair, lose the catalogue or the journal and
rebuild it, back up, fill the disk, two programs at once. Many are killed in the middle. After each, everything that was reported stored
must be there, byte for byte, and nothing else. The seed names the whole run; times are the
machine's own, so a kill may come elsewhere the next time.
"""
import argparse
import random
import shutil
import sys
import tempfile
import time
from pathlib import Path

from model import Lost, Model
from program import Program
from server import Server
from steps import Steps

ROOT = Path(__file__).resolve().parents[2]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--steps", type=int, default=150)
    parser.add_argument("--program", default=str(ROOT / ".build/release/stillstore"))
    parser.add_argument("--keep", action="store_true", help="keep the store afterwards")
    options = parser.parse_args()

    work = Path(tempfile.mkdtemp(prefix="stillstore-soak-"))
    chance = random.Random(options.seed)
    program = Program(options.program, work, chance)
    steps = Steps(chance, program, Model(str(program.store)), Server(options.seed), work)
    began = time.monotonic()
    status, number = 1, 0
    try:
        program.run("init")
        for number in range(1, options.steps + 1):
            name = steps.next()
            count = steps.model.check(program)
            steps.people.check()
            print(f"{number:4} {name:44} {count:4} assets", flush=True)
        steps.finish()
        status = 0
        print(f"soak: seed {options.seed}, {number} steps in {time.monotonic() - began:.0f} s: "
              f"{program.kills} programs killed, {len(steps.model.bytes)} pictures, nothing lost")
    except Lost as loss:
        print(f"soak: seed {options.seed}, step {number} ({steps.name}): {loss}\n"
              f"the store is kept in {work}", file=sys.stderr)
    finally:
        # A store that lost something is evidence: it stays mounted.
        if status == 0 and not options.keep:
            program.release()
            shutil.rmtree(work, ignore_errors=True)
    sys.exit(status)


if __name__ == "__main__":
    main()
