"""Takes pictures of the pages, for people who have not started the program yet."""
import argparse
import base64
import time
from pathlib import Path

import world
from browser import NARROW, WIDE
from case import shared
from store import REPOSITORY, SAMPLES

MOST_BYTES = 150 * 1024

parser = argparse.ArgumentParser(prog="Scripts/pages-screenshots")
parser.add_argument("names", nargs="*", help="only these")
parser.add_argument("--to", type=Path, default=REPOSITORY / "docs" / "pages")
wanted = parser.parse_args()


def person():
    """Somebody whose library is full enough to look like one."""
    found = shared.store.person("Ada")
    for turn, folder in enumerate(("studies", "landscapes", "generated")):
        found.run("ingest", SAMPLES / folder, "--prefix", f"{found.prefix}/{turn}", allowed=(0, 1))
    for n, asset in enumerate(found.api(shared.server, "GET", "/assets?limit=500")["items"]):
        if n % 4 == 1:
            mark = {"rating": 3 + n % 3, "is_starred": n % 8 == 1}
            found.api(shared.server, "PUT", f"/assets/{asset['id']}/rating", mark)
    return found


def settled(page):
    page.until(lambda: page.js("""
        return document.querySelector('main')?.firstElementChild
            && !/Loading…/.test(document.querySelector('main').textContent)
            && [...document.images].every((image) => !image.getAttribute('src') || image.complete);
    """), "the page has come", 60)
    # The last picture fades in.
    time.sleep(1)


def take(page, name, size, dark=False):
    page.look(size, dark)
    settled(page)
    for quality in range(88, 30, -6):
        shot = page.cdp("Page.captureScreenshot", format="webp", quality=quality)
        content = base64.b64decode(shot["data"])
        if len(content) <= MOST_BYTES:
            break
    wanted.to.mkdir(parents=True, exist_ok=True)
    (wanted.to / f"{name}.webp").write_bytes(content)
    print(f"{name}.webp: {len(content) / 1024:.0f} KiB")


ada, page = person(), shared.browser
picture = ada.api(shared.server, "GET", "/assets?query=ribbons")["items"][0]["id"]
otto = world.advert()
for name, who, path, size, dark in (
        ("library", ada, "/", WIDE, False), ("library-dark", ada, "/", WIDE, True),
        ("library-narrow", ada, "/", NARROW, False),
        ("picture", ada, f"/picture/{picture}", WIDE, False),
        ("session", otto, f"/sessions/{world.first(otto, 'sessions')}", WIDE, False)):
    if wanted.names and name not in wanted.names:
        continue
    page.forget()
    page.look(size, dark)
    page.sign_in(who)
    page.go(path)
    take(page, name, size, dark)
