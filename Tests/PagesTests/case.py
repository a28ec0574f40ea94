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
    """A test that, when it fails, keeps what the page looked like and what its console said."""
    @functools.wraps(test)
    def run(self):
        try:
            test(self)
            self.no_complaints()
        except unittest.SkipTest:
            raise
        except BaseException:
            self.keep()
            raise
    return run


class PageTest(unittest.TestCase):
    # Console messages that a test provokes; patterns.
    allowed = ()

    def __init_subclass__(cls):
        for name, value in list(vars(cls).items()):
            if name.startswith("test_"):
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

    def accessible(self, what):
        self.assertEqual(self.page.axe(axe_source()), [], f"axe finds this in {what}")

    def fits(self, what):
        """Nothing sticks out sideways."""
        wide = self.page.js("return document.documentElement.scrollWidth - innerWidth")
        self.assertLessEqual(wide, 0, f"{what} is wider than the window")

    def tiles(self):
        """The names of the pictures in the page's main part, in their order."""
        return [node.accessible_name for node in self.pictures()]

    def pictures(self):
        main = self.page.find("main")
        return [node for node in self.page.all("link", within=main)
                if "/picture/" in (node.get_attribute("href") or "")]
