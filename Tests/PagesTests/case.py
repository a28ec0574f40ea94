"""What all tests of pages share: one server, one browser, and what is kept of a failure."""
import atexit
import functools
import importlib.util
import re
import unittest
from pathlib import Path

from browser import WIDE, Browser
from store import REPOSITORY, Server, Store

FAILURES = REPOSITORY / ".build" / "pages-failures"


class Shared:
    """Made when the first test asks for it; accounts keep the tests apart."""

    @functools.cached_property
    def store(self):
        store = Store()
        atexit.register(store.remove)
        return store

    @functools.cached_property
    def server(self):
        server = Server(self.store)
        atexit.register(server.stop)
        return server

    @functools.cached_property
    def browser(self):
        browser = Browser(self.server.address)
        atexit.register(browser.close)
        return browser


shared = Shared()


@functools.cache
def axe_source():
    found = importlib.util.find_spec("axe_playwright_python")
    return (Path(found.submodule_search_locations[0]) / "axe.min.js").read_text()


def kept(test):
    """A test, or what comes before it, that keeps what the page looked like and what its console
    said, when it fails."""
    @functools.wraps(test)
    def run(self):
        try:
            test(self)
            if test.__name__ != "setUp":
                self.no_complaints()
        except unittest.SkipTest:
            raise
        except BaseException:
            self.keep()
            raise
    return run


class PageTest(unittest.TestCase):
    maxDiff = None
    # Console messages that a test provokes; patterns.
    allowed = ()

    def __init_subclass__(cls):
        for name, value in list(vars(cls).items()):
            if name.startswith("test_") or name == "setUp":
                setattr(cls, name, kept(value))

    @property
    def page(self):
        return shared.browser

    @property
    def store(self):
        return shared.store

    @property
    def server(self):
        return shared.server

    def setUp(self):
        self.page.forget()
        self.page.look(WIDE)

    def signed_in(self, person, path=None):
        self.page.sign_in(person)
        if path:
            self.page.go(path)
        self.page.find("banner")

    def keep(self):
        FAILURES.mkdir(parents=True, exist_ok=True)
        name = FAILURES / self.id()
        try:
            Path(f"{name}.png").write_bytes(self.page.screenshot())
            self.page.complaints()
            Path(f"{name}.log").write_text(
                f"{self.page.path}\n" + "".join(f"{line['level']} {line['message']}\n"
                                                for line in self.page.log))
        except Exception as problem:
            print(f"nothing could be kept of {self.id()}: {problem}")

    def no_complaints(self):
        found = [line for line in self.page.complaints()
                 if not any(re.search(pattern, line) for pattern in self.allowed)]
        self.assertEqual(found, [], "the console complained")

    def settled(self):
        """Waits until the page has come, with the pictures that are in sight."""
        self.page.until(lambda: self.page.js("""
            const main = document.querySelector('main');
            const seen = (image) => {
                const box = image.getBoundingClientRect();
                return box.bottom > 0 && box.top < innerHeight && box.width;
            };
            return main?.firstElementChild && !/Loading…/.test(main.textContent)
                && [...document.images].every((image) => !seen(image) || !image.src || image.complete);
        """), "the page has come")

    def axe(self):
        return self.page.axe(axe_source())

    def sticks_out(self):
        """Says if the page is wider than the window, and by what."""
        return self.page.js("""
            const over = document.documentElement.scrollWidth - innerWidth;
            if (over <= 0) return [];
            const wide = [...document.querySelectorAll('body *')].filter((node) =>
                node.getBoundingClientRect().right > innerWidth + 1).slice(0, 4);
            return [`${over} px wider than the window: ${wide.map((node) =>
                node.outerHTML.slice(0, 120)).join(' | ')}`];
        """)

    def tiles(self):
        """The names of the pictures in the page's main part, in their order."""
        main = self.page.find("main")
        return [node["name"]["value"] for node in self.page.nodes("link", within=main)
                if any("/picture/" in str(fact["value"].get("value"))
                       for fact in node.get("properties", ()) if fact["name"] == "url")]

    def pictures(self):
        """The same, to be pressed."""
        main = self.page.find("main")
        return [node for node in self.page.all("link", within=main)
                if "/picture/" in (node.get_attribute("href") or "")]
