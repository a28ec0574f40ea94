import gzip

import world
from browser import NARROW, SMALL, WIDE
from case import PageTest, kept
from store import REPOSITORY

PAGES_FOLDER = REPOSITORY / "Sources" / "StillStoreServer" / "Pages"

WIDEST = (3840, 2160, 1, False)
# Size, whether it is dark, and whether axe looks too: it finds the same in pages laid out the same.
LOOKS = {"wide": (WIDE, False, True), "narrow": (NARROW, False, True),
         "of a tablet": ((820, 1180, 2, True), False, True),
         "narrow and dark": (NARROW, True, True), "small": (SMALL, False, False),
         "wide and dark": (WIDE, True, True), "of 4K": (WIDEST, False, False)}
FEW_LOOKS = {name: LOOKS[name] for name in ("narrow", "wide and dark")}
PAGES = ("library", "search", "nothing found", "picture", "compare", "albums", "album", "projects",
         "project", "shot", "sessions", "session", "jobs", "job", "upload", "missing", "store",
         "settings", "settings of an admin")


class EveryPageTests(PageTest):
    """Each page opens without a complaint, at every size, and axe finds nothing in it."""

    def looks_well(self, looks=LOOKS):
        found = {}
        for name, (size, dark, with_axe) in looks.items():
            self.page.look(size, dark)
            self.settled()
            problems = [*self.sticks_out(), *(self.axe() if with_axe else [])]
            if problems:
                found[name] = problems
        self.assertEqual(found, {})

    def opens(self, name):
        person, path = world.addresses()[name]
        self.signed_in(person, path)
        self.settled()
        # Whoever comes by a screen reader is told where they are.
        self.assertTrue(self.page.all("heading", within=self.page.find("main")), "no heading")
        self.assertRegex(self.page.driver.title, r".+ · StillStore$")
        self.page.until(lambda: self.page.js("return document.activeElement !== document.body"),
                        "the focus is somewhere")
        self.looks_well()

    def test_sign_in(self):
        self.allowed = ("status of 401",)
        self.page.go("/")
        self.settled()
        self.looks_well()

    def test_not_there(self):
        self.allowed = ("status of 404", "no.* asset", "Problem")
        self.signed_in(world.gallery(), "/picture/01a222f5-9992-7000-b562-1e0c3f6af317")
        self.page.find("heading", "Not here")
        self.looks_well(FEW_LOOKS)

    def test_an_empty_store(self):
        person = self.store.person()
        for path in ("/", "/albums", "/projects", "/sessions", "/jobs", "/missing"):
            with self.subTest(path):
                self.signed_in(person, path)
                self.settled()
                # It says what to do, and has a way to do it.
                main = self.page.find("main")
                self.assertTrue(self.page.text(main).strip())
                self.looks_well(FEW_LOOKS)

    def test_all_files_together_are_small(self):
        files = [file for file in PAGES_FOLDER.rglob("*") if file.is_file()]
        # As they are sent: the server compresses what is asked for so.
        sent = sum(len(gzip.compress(file.read_bytes(), 6)) for file in files)
        self.assertLess(sent, 200 * 1024)


for each in PAGES:
    def test(self, each=each):
        self.opens(each)
    setattr(EveryPageTests, f"test_{each.replace(' ', '_')}", kept(test))
