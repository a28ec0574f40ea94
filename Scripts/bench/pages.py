"""Drives the library over many pictures, to the oldest and back, and prints what that cost.

    .build/pages-python/bin/python Scripts/bench/pages.py [N] [--store DIR]

A store of N assets (1,000,000) of few pictures is filled by the program itself: the same files
again and again, by hard links of other names, so that thumbnails are shared. With --store it is
kept there, and used again. Scripts/pages-deps makes the environment.
"""
import argparse
import os
import re
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "Tests" / "PagesTests"))

from selenium.webdriver.common.keys import Keys  # noqa: E402

import pictures  # noqa: E402
from browser import WIDE, Browser  # noqa: E402
from store import Person, Server, Store  # noqa: E402

# Pictures that differ, and how many names are made of them at a time.
PICTURES, BATCH = 500, 20_000
OWNER = "owner@localhost"

WATCH = """
globalThis.long = [];
new PerformanceObserver((list) => long.push(...list.getEntries().map(
    (entry) => Math.round(entry.duration)))).observe({type: 'longtask', buffered: true});
globalThis.frames = [];
let last = performance.now();
const frame = (now) => { frames.push(now - last); last = now; requestAnimationFrame(frame); };
requestAnimationFrame(frame);
globalThis.most = 0;
new MutationObserver(() => {
    most = Math.max(most, document.querySelectorAll('*').length);
}).observe(document.body, {childList: true, subtree: true});
performance.setResourceTimingBufferSize(100000);
performance.clearResourceTimings();
"""

TAKE = """
const found = {long: long.splice(0), frames: frames.splice(0), most,
    requests: performance.getEntriesByType('resource').length};
performance.clearResourceTimings();
return found;
"""

# Scrolls as a wheel does, for so many milliseconds, so many pixels a frame.
SCROLL = """
const [pixels, milliseconds, done] = arguments;
const scroller = [...document.querySelectorAll('main *')].find((node) =>
    node.scrollHeight > node.clientHeight + 100 && getComputedStyle(node).overflowY !== 'visible');
const end = performance.now() + milliseconds;
const step = (now) => {
    scroller.scrollTop += pixels;
    if (now < end) requestAnimationFrame(step);
    else done();
};
requestAnimationFrame(step);
"""


def fill(store, count):
    """Names of few pictures, until there are so many assets."""
    # The owner's account is made when somebody asks for accounts.
    store.run("users", "list")
    known = int(re.search(r'"assets":(\d+)', store.run("stats", "--json"))[1])
    with tempfile.TemporaryDirectory(dir=store.work) as folder:
        originals = []
        for n in range(PICTURES):
            original = Path(folder) / f"original {n}"
            original.write_bytes(pictures.png(n, 64 + n % 7 * 16, 64 + n % 5 * 16))
            originals.append(original)
        start = time.monotonic()
        first = known
        while known < count:
            batch = Path(folder) / f"{known:07}"
            batch.mkdir()
            for n in range(min(BATCH, count - known)):
                os.link(originals[(known + n) % PICTURES], batch / f"{known + n:07}.png")
            store.run("ingest", batch, "--as", OWNER, "--prefix", batch.name, "--quiet")
            for name in os.listdir(batch):
                os.unlink(batch / name)
            known += min(BATCH, count - known)
            rate = (known - first) / (time.monotonic() - start)
            print(f"\r{known:,} of {count:,} assets, {rate:.0f} a second", end="", flush=True)
    print()


def main():
    parser = argparse.ArgumentParser(prog="pages.py", description=__doc__.split("\n")[0])
    parser.add_argument("count", nargs="?", type=int, default=1_000_000)
    parser.add_argument("--store", type=Path)
    wanted = parser.parse_args()
    store = Store(wanted.store)
    try:
        fill(store, wanted.count)
        server = Server(store)
        browser = Browser(server.address)
        try:
            drive(browser, Person(store, OWNER), server)
        finally:
            browser.close()
            server.stop()
    finally:
        if not wanted.store:
            store.remove()


def drive(page, person, server):
    page.look(WIDE)
    page.cdp("Performance.enable")
    newest = person.api(server, "GET", "/assets?limit=1")["items"][0]["id"]
    oldest = person.api(server, "GET", "/assets?limit=1&order=oldest")["items"][0]["id"]
    shown = lambda asset: page.js(
        f"return [...document.images].some((one) => one.src.includes('{asset}') && one.naturalWidth)")
    page.sign_in(person)
    start = time.monotonic()
    page.go("/")
    page.until(lambda: shown(newest), "the first picture is shown", 60)
    print(f"cold load to the first picture: {time.monotonic() - start:.2f} s")
    page.js(WATCH)

    def step(what, do, done=None):
        start = time.monotonic()
        do()
        if done:
            page.until(done, what, 60)
        passed = time.monotonic() - start
        found = page.js(TAKE)
        metrics = {one["name"]: one["value"] for one in page.cdp("Performance.getMetrics")["metrics"]}
        frames = sorted(found["frames"]) or [0]
        print(f"{what:38}{passed:7.2f} s{len(frames):6} frames, the slowest "
              f"{frames[-1]:5.0f} ms, 95 % within {frames[int(len(frames) * .95)]:4.0f} ms; "
              f"{len(found['long']):3} long tasks, the longest {max(found['long'], default=0):4} ms; "
              f"{found['requests']:5} requests; {found['most']:5} elements at most; "
              f"{metrics['JSHeapUsedSize'] / 2**20:5.1f} MiB", flush=True)

    scroll = lambda pixels: page.driver.execute_async_script(SCROLL, pixels, 5000)
    page.driver.set_script_timeout(60)
    step("scrolling down, 30 px a frame", lambda: scroll(30))
    step("scrolling down, 300 px a frame", lambda: scroll(300))
    step("to the oldest", lambda: page.press(Keys.END), lambda: shown(oldest))
    step("scrolling up, 300 px a frame", lambda: scroll(-300))
    step("to the newest", lambda: page.press(Keys.HOME), lambda: shown(newest))
    page.press("/")
    step("a search, key by key", lambda: page.press("0000012"),
         lambda: page.js("return [...document.images].some((one) => one.alt.startsWith('0000012'))"))
    for complaint in page.complaints()[:5]:
        print(complaint)


if __name__ == "__main__":
    main()
