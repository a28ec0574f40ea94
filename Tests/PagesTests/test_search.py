import re

from selenium.webdriver.common.keys import Keys

import pictures
from case import PageTest, shared


class SearchTests(PageTest):
    """Search as one types, chips, facets, and sentences for what cannot be read."""

    @classmethod
    def setUpClass(cls):
        cls.person = shared.store.person()
        words = [("red castle", "painter"), ("red fox", "painter"), ("blue sea", "other")]
        cls.person.ingest(shared.store.folder_of({
            f"{words[n % 3][0]} {n}.png": pictures.png(50_000 + n, 32, 24, pictures.parameters(
                words[n % 3][0], seed=n, model=words[n % 3][1])) for n in range(9)}))

    def setUp(self):
        super().setUp()
        self.signed_in(self.person)
        self.finds(9)

    def finds(self, count):
        self.page.until(lambda: len(self.tiles()) == count, f"{count} pictures are found")

    def test_as_one_types(self):
        self.page.press("/")
        self.page.press("red")
        self.finds(6)
        self.page.press(" castle")
        self.finds(3)
        self.assertIn("query=red+castle", self.page.path)
        self.page.reads("3 pictures")
        for _ in " castle":
            self.page.press(Keys.BACKSPACE)
        self.finds(6)

    def test_a_search_has_an_address(self):
        self.page.go("/?query=fox")
        self.finds(3)
        self.assertEqual(self.page.find("searchbox").get_attribute("value"), "fox")

    def test_chips_take_filters_away(self):
        self.page.write("Search pictures", "red model:painter seed:3", role="searchbox")
        self.finds(1)
        self.page.click("button", re.compile("Remove seed"))
        self.finds(6)
        self.assertEqual(self.page.find("searchbox").get_attribute("value"), "red model:painter")
        self.page.driver.back()
        self.finds(1)

    def test_facets_narrow(self):
        self.page.click("button", "Filters")
        panel = self.page.find("complementary", "Filters")
        self.page.click("button", re.compile("^painter"), within=panel)
        self.finds(6)
        self.page.find("button", re.compile("Remove model painter"))
        self.page.click("button", re.compile("^painter"), within=panel)
        self.finds(9)

    def test_what_cannot_be_read_is_said_and_shows_what_was_there(self):
        self.allowed = ("status of 400",)
        self.page.write("Search pictures", "seed:many", role="searchbox")
        said = self.page.find("alert")
        self.assertTrue(said.text.strip())
        self.assertEqual(len(self.tiles()), 9)

    def test_nothing_found_leads_back(self):
        self.page.write("Search pictures", "zeppelin", role="searchbox")
        self.page.find("heading", "Nothing found")
        self.page.click("button", "Show all pictures")
        self.finds(9)

    def test_orders(self):
        self.page.click("button", "Newest first")
        self.page.click("menuitemradio", "Oldest first")
        self.page.until(lambda: "order=oldest" in self.page.path, "the order is in the address")
        self.finds(9)
        oldest = [asset["name"] for asset in self.person.api(
            self.server, "GET", "/assets?order=oldest")["items"]]
        self.page.until(lambda: self.tiles() == oldest, "the oldest come first")
