import re

from selenium.webdriver.common.keys import Keys

import pictures
from case import PageTest

class LibraryTests(PageTest):
    """Everything in the library is done by keys, and what was done can be taken back."""

    def setUp(self):
        super().setUp()
        # Sixty pictures, whose names say their place: 60 is the newest.
        self.person = self.store.person()
        self.person.ingest(self.store.folder_of(
            {f"picture {n:02}.png": pictures.png(n, 16, 12) for n in range(1, 61)}), "--jobs", "1")
        self.signed_in(self.person)
        self.page.until(self.pictures, "pictures appear")

    def focused_name(self):
        return self.page.focused().accessible_name

    def focus_is_on(self, name):
        self.page.until(lambda: self.focused_name().startswith(name), f"the focus is on {name}")

    def begin(self):
        """Brings the focus to the first picture."""
        self.page.press(Keys.ARROW_RIGHT)
        self.page.until(lambda: self.page.focused().aria_role == "link", "a picture has the focus")
        return self.focused_name()

    def order(self):
        return [name.split(",")[0] for name in self.tiles()]

    def test_arrows_go_from_picture_to_picture_and_row_to_row(self):
        first, second = self.order()[:2]
        self.assertEqual(self.begin(), first)
        self.page.press(Keys.ARROW_RIGHT)
        self.focus_is_on(second)
        self.page.press(Keys.ARROW_LEFT)
        self.focus_is_on(first)
        top = self.page.js("return document.activeElement.getBoundingClientRect().top")
        self.page.press(Keys.ARROW_DOWN)
        self.page.until(lambda: self.page.js(
            "return document.activeElement.getBoundingClientRect().top") != top, "the row changes")
        self.assertNotEqual(self.focused_name(), first)
        self.page.press(Keys.ARROW_UP)
        self.focus_is_on(first)

    def test_the_end_and_the_beginning_are_a_key_away(self):
        oldest = min(asset["created_at"] for asset in self.assets())
        names = {asset["name"] for asset in self.assets() if asset["created_at"] == oldest}
        self.page.press(Keys.END)
        self.page.until(lambda: names & set(self.order()), "the oldest picture is in the page")
        newest = self.assets()[0]["name"]
        self.page.press(Keys.HOME)
        self.page.until(lambda: self.order()[0] == newest, "the newest picture is in the page")

    def assets(self):
        return self.person.api(self.server, "GET", "/assets?limit=500")["items"]

    def test_back_from_a_picture_is_the_same_picture_at_the_same_place(self):
        self.begin()
        for _ in range(3):
            self.page.press(Keys.ARROW_DOWN)
        name = self.focused_name()
        place = self.page.js("return document.activeElement.getBoundingClientRect().top")
        self.page.press(Keys.ENTER)
        self.page.until(lambda: self.page.path.startswith("/picture/"), "the picture opens")
        self.page.find("heading", name)
        self.page.press(Keys.ESCAPE)
        self.page.until(lambda: self.page.path == "/", "the library comes back")
        self.focus_is_on(name)
        now = self.page.js("return document.activeElement.getBoundingClientRect().top")
        self.assertAlmostEqual(now, place, delta=2)
        # The same after going on within the picture, and by the browser's own button.
        self.page.press(Keys.ENTER)
        self.page.find("heading", name)
        following = self.order_of(name, 1)
        self.page.press(Keys.ARROW_RIGHT)
        self.page.find("heading", following)
        self.page.driver.back()
        self.focus_is_on(following)

    def order_of(self, name, step):
        names = [asset["name"] for asset in self.assets()]
        return names[names.index(name) + step]

    def test_stars_and_ratings(self):
        name = self.begin()
        self.page.press("f")
        self.focus_is_on(f"{name}, starred")
        self.page.press("3")
        self.focus_is_on(f"{name}, starred, rated 3 of 5")
        self.page.press("0")
        self.page.until(lambda: self.focused_name() == f"{name}, starred", "the rating is taken")
        self.page.press("5")
        self.focus_is_on(f"{name}, starred, rated 5 of 5")
        self.page.press("f")
        self.focus_is_on(f"{name}, rated 5 of 5")
        # What a page shows at once is also what is stored.
        self.page.driver.refresh()
        self.page.until(lambda: self.tiles()[:1] == [f"{name}, rated 5 of 5"], "it is kept")

    def test_selecting_and_starring_several_is_undone_together(self):
        first, second, third = self.order()[:3]
        self.begin()
        self.page.press(Keys.SPACE)
        self.page.reads("1 picture selected", self.page.find("toolbar", "Selected pictures"))
        self.page.driver.switch_to.active_element.send_keys(Keys.SHIFT + Keys.ARROW_RIGHT)
        self.page.reads("2 pictures selected", self.page.find("toolbar", "Selected pictures"))
        self.page.press("f")
        self.page.until(lambda: self.tiles()[:3] == [f"{first}, starred", f"{second}, starred", third],
                        "both are starred")
        self.page.click("button", "Undo")
        self.page.until(lambda: self.tiles()[:2] == [first, second], "both stars are taken back")
        self.page.press(Keys.ESCAPE)
        self.page.gone("toolbar", "Selected pictures")

    def test_delete_goes_on_to_the_next_and_is_undone(self):
        first, second = self.order()[:2]
        self.begin()
        self.page.press(Keys.DELETE)
        self.focus_is_on(second)
        self.assertNotIn(first, self.order())
        self.page.reads("59 pictures")
        self.page.click("button", "Undo")
        self.focus_is_on(first)
        self.page.until(lambda: self.order()[:2] == [first, second], "it is back in its place")
        self.page.reads("60 pictures")

    def test_reject_goes_on_and_a_search_leaves_it_out(self):
        first, second = self.order()[:2]
        self.begin()
        self.page.press("x")
        self.focus_is_on(second)
        self.page.find("button", "Undo")
        self.page.press("/")
        self.page.press("-tag:rejected")
        self.page.until(lambda: self.order()[:1] == [second] and first not in self.order(),
                        "the rejected one is left out")

    def test_tag_by_key(self):
        self.begin()
        self.page.press("t")
        self.page.find("dialog", re.compile("Tag"))
        self.page.press("harbour")
        self.page.press(Keys.ENTER)
        self.page.gone("dialog")
        self.page.press("/")
        self.page.press("tag:harbour")
        self.page.reads("1 picture")
        self.page.find("button", re.compile("Remove tag harbour"))

    def test_compare_by_key(self):
        first, second = self.order()[:2]
        self.begin()
        self.page.press("c")
        self.page.until(lambda: self.page.path.startswith("/compare?ids="), "the comparison opens")
        self.page.reads(first)
        self.page.reads(second)
        self.page.driver.back()
        self.page.until(lambda: self.page.path == "/", "the library comes back")
        self.page.until(lambda: first in self.order(), "at the same place")

    def test_details_and_likeness_by_key(self):
        name = self.begin()
        self.page.press("i")
        self.page.until(lambda: self.page.path.startswith("/picture/"), "the picture opens")
        self.page.find("heading", name)
        self.page.driver.back()
        self.focus_is_on(name)
        self.page.press("l")
        self.page.until(lambda: "like" in self.page.path, "it is looked for what is like it")
        self.page.until(lambda: name in self.order(), "it is like itself")

    def test_sizes_and_squares(self):
        self.begin()
        count = len(self.pictures())
        width = lambda: self.page.js(
            "return document.activeElement.querySelector('img').getBoundingClientRect().width")
        before = width()
        self.page.press("+")
        self.page.until(lambda: width() > before, "pictures are larger")
        self.page.press("-")
        self.page.press("-")
        self.page.until(lambda: width() < before, "pictures are smaller")
        self.assertGreaterEqual(len(self.pictures()), count)
        self.page.click("button", "Squares")
        self.page.until(lambda: self.page.js("""
            const box = document.querySelector('[role=list] img').getBoundingClientRect();
            return Math.abs(box.width - box.height) < 1;"""), "pictures are square")

    def test_keys_are_listed_and_can_be_switched_off(self):
        self.page.press("?")
        dialog = self.page.find("dialog", "Keys")
        for words in ("Star", "Rate", "Reject", "Delete, and on to the next", "Compare", "Search"):
            self.page.reads(words, dialog)
        self.page.click("switch", re.compile("Keys without"))
        self.page.press(Keys.ESCAPE)
        self.page.gone("dialog")
        name = self.begin()
        self.page.press("f", "?")
        self.page.find("dialog", "Keys")
        self.page.press(Keys.ESCAPE)
        self.assertEqual(self.focused_name(), name)

    def test_keys_do_nothing_while_one_types_or_holds_control(self):
        self.page.press("/")
        self.page.press("fx5")
        self.assertEqual(self.page.find("searchbox").get_attribute("value"), "fx5")
        self.page.press(Keys.ESCAPE)
        self.page.press(Keys.ESCAPE)
        self.page.until(lambda: self.page.path == "/", "the search is cleared")
        self.page.until(self.pictures, "pictures appear")
        name = self.begin()
        self.page.focused().send_keys(Keys.CONTROL + "f")
        self.assertEqual(self.focused_name(), name)
