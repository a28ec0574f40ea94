"""Times the server beside nginx on the same files, beside our own ingest, and with many listeners.

    server.py [--rounds N] [--only WORD]

WORD picks by a part of a name: thumbnails, originals, list, uploads, large, events. The two programs
take turns; the median of the rounds counts. wrk asks from the same machine.
"""
import argparse
import asyncio
import contextlib
import json
import os
import re
import shutil
import statistics
import subprocess
import tempfile
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pictures
from contest import STORE
from web import served

SERVER = STORE.with_name("stillstore-server")
OWNER = "owner@localhost"
CONNECTIONS = 32
SECONDS = 4


class Server:
    """A server over a store, and a token of its owner."""

    def __init__(self, store):
        self.store = store
        self.process = subprocess.Popen(
            [SERVER, "--store", store, "--port", "0", "--quiet", "--no-renditions"],
            stdout=subprocess.PIPE, text=True)
        self.address = self.process.stdout.readline().split(" at ")[1].strip()
        self.token = self.token_of(OWNER)

    def run(self, *arguments):
        answer = subprocess.run(
            [STORE, *arguments, "--store", self.store, "--json"], check=True, capture_output=True, text=True)
        return [json.loads(line) for line in answer.stdout.splitlines()]

    def token_of(self, email):
        scopes = [part for scope in ("read", "write", "admin") for part in ("--scope", scope)]
        return self.run("tokens", "create", "--name", "bench", "--as", email, *scopes)[0]["secret"]

    def ask(self, method, path, body=None, token=None, kind=None):
        request = urllib.request.Request(self.address + path, data=body, method=method)
        request.add_header("Authorization", f"Bearer {token or self.token}")
        if kind:
            request.add_header("Content-Type", kind)
        with urllib.request.urlopen(request) as answer:
            return json.loads(answer.read() or b"null")

    def send(self, path, value):
        return self.ask("POST", path, json.dumps(value).encode(), kind="application/json")

    def peak(self):
        """The most memory it has had, in MiB."""
        text = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmHWM:\s+(\d+)", text)[1]) / 1024

    def stop(self):
        self.process.terminate()
        self.process.wait()


@contextlib.contextmanager
def serving(store):
    server = Server(store)
    try:
        yield server
    finally:
        server.stop()


def wrk(work, base, paths, token=None):
    """Requests and MiB a second, over all paths in turn."""
    script = work / "paths.lua"
    header = f'wrk.headers["Authorization"] = "Bearer {token}"\n' if token else ""
    listed = ",".join(json.dumps(path) for path in paths)
    script.write_text(
        header + f"local paths = {{{listed}}}\nlocal n = 0\n"
        "request = function() n = n % #paths + 1; return wrk.format(nil, paths[n]) end\n")
    answer = subprocess.run(
        ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", "--latency", "-s", script, base],
        check=True, capture_output=True, text=True).stdout
    if "Non-2xx" in answer:
        raise SystemExit(f"not all was answered: {answer}")
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", answer)[1])
    size = re.search(r"Transfer/sec:\s+([\d.]+)(KB|MB|GB)", answer)
    late = re.search(r"99%\s+([\d.]+)(us|ms|s)", answer)
    scale = {"KB": 1 / 1024, "MB": 1, "GB": 1024, "us": 1 / 1000, "ms": 1, "s": 1000}
    return rate, float(size[1]) * scale[size[2]], float(late[1]) * scale[late[2]]


def versus(title, ours, theirs, rounds, unit, column):
    both = [[], []]
    for turn in range(rounds + 1):
        for results, ask in zip(both, (ours, theirs)):
            result = ask()[column]
            if turn:
                results.append(result)
    mine, other = (statistics.median(results) for results in both)
    print(f"\n{title}\n  StillStore {mine:12.0f} {unit}\n  nginx      {other:12.0f} {unit}"
          f"\n  ratio      {mine / other:12.2f}", flush=True)


def files(work, server, rounds, only, source):
    """Files that the store has, beside nginx on the same bytes."""
    listed = server.ask("GET", "/api/v1/assets?limit=100")["items"]
    for name, path, unit, column in (
            ("thumbnails", "renditions/thumb", "requests a second", 0),
            ("originals", "content", "MiB a second", 1)):
        if only not in name:
            continue
        root = work / f"www-{name}"
        root.mkdir()
        paths = []
        for number, asset in enumerate(listed):
            paths.append(f"/api/v1/assets/{asset['id']}/{path}")
            request = urllib.request.Request(
                server.address + paths[-1], headers={"Authorization": f"Bearer {server.token}"})
            with urllib.request.urlopen(request) as answer:
                (root / f"{number}.jpg").write_bytes(answer.read())
        mean = sum(f.stat().st_size for f in root.iterdir()) / len(paths) / 1024
        place = work / f"nginx-{name}"
        place.mkdir()
        with served(root, place) as base:
            versus(f"{name} of {mean:.0f} KiB, {CONNECTIONS} connections",
                   lambda: wrk(work, server.address, paths, server.token),
                   lambda: wrk(work, base, [f"/{n}.jpg" for n in range(len(paths))]),
                   rounds, unit, column)


def pages_of_a_list(work, server, rounds):
    rate, _, late = max(
        wrk(work, server.address, ["/api/v1/assets?limit=100"], server.token) for _ in range(rounds))
    total = server.ask("GET", "/api/v1/assets/timeline")["total"]
    print(f"\na list of 100 among {total}\n  {rate:.0f} requests a second, p99 {late:.1f} ms", flush=True)


def uploads(work, rounds, source):
    """A thousand different files of 1 MB by eight clients, beside ingest of the same."""
    folder = work / "uploads"
    folder.mkdir()
    seed = (next(source.iterdir())).read_bytes()
    seed = seed[: 1 << 20] if len(seed) > 1 << 20 else seed
    for number in range(1000):
        (folder / f"{number:04}.bin").write_bytes(seed + number.to_bytes(4, "big"))
    times = {"upload": [], "ingest": []}
    for turn in range(rounds):
        store = work / f"up-{turn}"
        with serving(store) as server, ThreadPoolExecutor(8) as clients:
            began = time.perf_counter()
            list(clients.map(
                lambda file: server.ask(
                    "PUT", f"/api/v1/buckets/b/{file.name}", file.read_bytes()), folder.iterdir()))
            times["upload"].append(time.perf_counter() - began)
        began = time.perf_counter()
        subprocess.run([STORE, "ingest", folder, "--store", work / f"in-{turn}", "--quiet",
                        "--keep-undecodable"], check=False, stdout=subprocess.DEVNULL)
        times["ingest"].append(time.perf_counter() - began)
        shutil.rmtree(store)
        shutil.rmtree(work / f"in-{turn}")
    mine, own = (statistics.median(times[name]) for name in ("upload", "ingest"))
    print(f"\n1,000 uploads of {len(seed) >> 10} KiB by 8 clients\n  {mine:.2f} s; ingest of the same "
          f"files {own:.2f} s; ratio {mine / own:.2f}", flush=True)


def large(work):
    file = work / "large"
    with open(file, "wb") as out:
        for _ in range(1024):
            out.write(os.urandom(1 << 20)[: 1 << 20])
    os.truncate(file, (1 << 30) - 1)
    with serving(work / "large-store") as server:
        began = time.perf_counter()
        subprocess.run(
            ["curl", "-sf", "-T", file, "-H", f"Authorization: Bearer {server.token}",
             server.address + "/api/v1/buckets/b/large"], check=False, stdout=subprocess.DEVNULL)
        print(f"\none upload of 1 GiB\n  {time.perf_counter() - began:.1f} s, at most "
              f"{server.peak():.0f} MiB of memory", flush=True)
    file.unlink()


def events(work):
    """How long until a thousand listeners have heard of a change."""
    with serving(work / "events-store") as server:
        tokens = []
        for number in range(10):
            email = f"listener{number}@example.org"
            server.send("/api/v1/users", {"email": email, "name": "Listener", "role": "admin"})
            tokens.append(server.token_of(email))
        host, port = server.address.removeprefix("http://").split(":")

        async def listen(token, ready, heard):
            reader, writer = await asyncio.open_connection(host, int(port), limit=1 << 20)
            writer.write(f"GET /api/v1/events?tables=projects HTTP/1.1\r\nHost: {host}\r\n"
                         f"Authorization: Bearer {token}\r\n\r\n".encode())
            await reader.readuntil(b"retry: 1000")
            ready.append(writer)
            while True:
                await reader.readuntil(b"event: projects.insert")
                heard.append(time.perf_counter())

        async def measure():
            ready, heard, took = [], [], []
            tasks = [asyncio.create_task(listen(tokens[n % 10], ready, heard)) for n in range(1000)]
            while len(ready) < 1000:
                await asyncio.sleep(0.05)
            for number in range(10):
                heard.clear()
                began = time.perf_counter()
                await asyncio.to_thread(server.send, "/api/v1/projects", {"name": f"P{number}"})
                while len(heard) < 1000:
                    await asyncio.sleep(0.001)
                took.append((max(heard) - began) * 1000)
            for task in tasks:
                task.cancel()
            return took

        took = asyncio.run(measure())
        print(f"\nan event to 1,000 listeners\n  the last one hears of it after "
              f"{statistics.median(took):.0f} ms (of ten: {min(took):.0f} to {max(took):.0f}), one "
              "Python process reading all of them on the same processors", flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", default="")
    options = parser.parse_args()
    cases = ["thumbnails", "originals", "list", "uploads", "large", "events"]
    only = options.only.removeprefix("server").strip()
    if not any(only in case for case in cases) or not shutil.which("wrk"):
        return
    place = os.environ.get("STILLSTORE_BENCH_WORK")
    work = Path(tempfile.mkdtemp(prefix="stillstore-", dir=place))
    try:
        source = Path(pictures.make(
            os.environ.get("STILLSTORE_BENCH") or STORE.parents[1] / "bench-data")) / "camera"
        if any(only in case for case in cases[:3]):
            store = work / "store"
            with serving(store) as server:
                subprocess.run([STORE, "ingest", source, "--store", store, "--as", OWNER, "--quiet"],
                               check=True, stdout=subprocess.DEVNULL)
                files(work, server, options.rounds, only, source)
                if only in "list":
                    pages_of_a_list(work, server, options.rounds)
        if only in "uploads":
            uploads(work, options.rounds, source)
        if only in "large":
            large(work)
        if only in "events":
            events(work)
    finally:
        shutil.rmtree(work)


main()
