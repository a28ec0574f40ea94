"""Commands that run in turn over the same files, and the table of what they took."""
import os
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

JOBS = os.cpu_count() or 1
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


def race(title, contestants, ours, rounds, count, unit="ms a file", units=1000):
    """contestants: name -> (command maker, output directory, emptied each time). Answers the
    median seconds of each. A second has so many of the unit."""
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
        print(f"  {name:28}{wall[name] / count * units:12.2f}{cpu / count * 1000:9.1f}"
              f"{peak:10.0f}  {fastest / wall[name]:19.2f}x")
    sys.stdout.flush()
    return wall


def ingest(source, out):
    return [str(STORE), "ingest", str(source), "--store", str(out / "store"), "--quiet"], None
