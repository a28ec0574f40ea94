import re

from selenium.webdriver.common.keys import Keys

import pictures
from case import PageTest, shared


class PictureTests(PageTest):
    """One picture: leafed through, judged, shared and deleted by keys; its metadata in sight."""

    def setUp(self):
        super().setUp()
        self.person = shared.store.person()
        self.ids = [self.person.put(f"picture {n}.png", pictures.png(
            60_000 + n, 320, 200, pictures.parameters(
                f"castle number {n}", "people", seed=4000 + n, steps=24, model="painter-xl")))
            for n in range(1, 6)]
        self.signed_in(self.person, f"/picture/{self.ids[2]}")
        self.is_at(3)

    def is_at(self, n):
        self.page.find("heading", f"picture {n}.png")
        self.assertEqual(self.page.driver.title, f"picture {n}.png · StillStore")

    def marks(self):
        found = self.person.api(self.server, "GET", f"/assets/badges?ids={self.ids[2]}")
        return found["items"][0]

    def until_marks(self, **wanted):
        self.page.until(lambda: wanted.items() <= self.marks().items(), f"it is marked {wanted}")

    def test_leafs_through_the_list_that_it_came_from(self):
        # Newest first: the next one is older.
        self.page.press(Keys.ARROW_RIGHT)
        self.is_at(2)
        self.page.press(Keys.ARROW_RIGHT)
        self.is_at(1)
        self.page.gone("button", "Next")
        self.page.press(Keys.ARROW_RIGHT)
        self.is_at(1)
        for n in range(2, 6):
            self.page.press(Keys.ARROW_LEFT)
            self.is_at(n)
        self.page.gone("button", "Previous")
        self.assertIn(self.ids[4], self.page.path)
        self.page.go(f"/picture/{self.ids[0]}?query=castle&order=oldest")
        self.is_at(1)
        self.page.click("button", "Next")
        self.is_at(2)

    def test_says_how_it_was_made_and_leads_to_more_of_the_same(self):
        details = self.page.find("complementary", "Details")
        for words in ("castle number 3", "people", "4003", "24", "painter-xl", "Euler a"):
            self.page.reads(words, details)
        self.page.cdp("Browser.grantPermissions", origin=self.server.address,
                      permissions=["clipboardReadWrite", "clipboardSanitizedWrite"])
        self.page.click("button", re.compile("Copy.*[Pp]rompt"))
        self.page.until(lambda: self.page.driver.execute_async_script(
            "navigator.clipboard.readText().then(arguments[0], arguments[0])")
            in ("castle number 3", "people"), "the prompt is copied")
        self.page.click("link", re.compile("painter-xl"))
        self.page.until(lambda: len(self.tiles()) == 5, "all of this model are found")

    def test_stars_ratings_and_tags(self):
        self.page.find("group", "Rating")
        self.page.press("f")
        self.until_marks(is_starred=True)
        self.page.press("4")
        self.until_marks(is_starred=True, rating=4)
        self.page.press("0")
        self.page.until(lambda: "rating" not in self.marks(), "the rating is taken")
        self.page.press("t")
        self.page.until(lambda: self.page.focused().accessible_name == "Add a tag",
                        "a tag can be written")
        self.page.press("harbour", Keys.ENTER)
        self.until_marks(tags=["harbour"])
        self.page.press(Keys.ESCAPE)
        self.page.press("x")
        self.page.until(lambda: "rejected" in self.marks()["tags"], "it is rejected")
        self.page.click("button", "Undo")
        self.until_marks(tags=["harbour"])

    def test_delete_shows_the_next_and_undo_brings_it_back(self):
        self.page.press(Keys.DELETE)
        self.is_at(2)
        self.page.click("button", "Undo")
        self.is_at(3)
        self.assertEqual(len(self.person.api(self.server, "GET", "/assets")["items"]), 5)

    def test_zoom_and_details_by_key(self):
        zoom = self.page.find("group", "Zoom")
        before = self.page.text(zoom)
        self.page.press("+")
        self.page.until(lambda: self.page.text(zoom) != before, "it is enlarged")
        self.page.press("-")
        self.page.press("z")
        self.page.press("i")
        self.page.gone("complementary", "Details")
        self.page.press("i")
        self.page.find("complementary", "Details")

    def test_escape_leads_to_the_library(self):
        self.page.press(Keys.ESCAPE)
        self.page.until(lambda: len(self.tiles()) == 5, "the library is shown")

    def test_other_keys(self):
        self.page.press("a")
        self.page.find("dialog", "New album")
        self.page.press("Castles", Keys.ENTER)
        self.page.gone("dialog")
        self.page.reads("Castles")
        self.page.press("l")
        self.page.until(lambda: "like" in self.page.path, "pictures like it are looked for")
        self.page.driver.back()
        self.is_at(3)
        self.page.press("c")
        self.page.until(lambda: self.page.path.startswith("/compare?ids="), "it is compared")
        self.page.driver.back()
        self.is_at(3)
        self.page.press("s")
        self.page.find("dialog", "Share")
        self.page.press(Keys.ESCAPE)
        self.page.gone("dialog")
        self.page.press("?")
        self.page.reads("Reject", self.page.find("dialog", "Keys"))

    def test_compare_marks_what_differs(self):
        self.page.go(f"/compare?ids={self.ids[0]},{self.ids[1]}")
        for words in ("castle number 1", "castle number 2", "4001", "4002"):
            self.page.reads(words)
        self.assertNotIn("painter-xl", self.page.text(), "what is the same is left out")
        self.page.click("switch", "Only what differs")
        self.page.reads("painter-xl")
