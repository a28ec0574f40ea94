import pictures
from case import PageTest


class AlbumTests(PageTest):
    """Albums are made, filled, emptied and deleted; what is deleted comes back."""

    def setUp(self):
        super().setUp()
        self.person = self.store.person()
        number = 300_000 + 10 * self.store.people
        self.ids = [self.person.put(f"sea {n}.png", pictures.png(number + n, 60, 40))
                    for n in range(3)]

    def test_an_album_is_made_and_deleted_and_comes_back(self):
        self.signed_in(self.person, "/albums")
        self.page.find("heading", "No albums yet")
        self.page.click("button", "New album")
        self.page.write("Name", "The sea")
        self.page.click("button", "Make it")
        self.page.find("heading", "The sea")
        self.page.find("heading", "An empty album")
        self.page.go("/albums")
        self.page.click("button", "Actions for The sea")
        self.page.click("menuitem", "Delete")
        self.page.find("heading", "No albums yet")
        self.page.click("button", "Undo")
        self.page.reads("The sea")

    def test_an_album_that_is_a_search_fills_itself(self):
        made = self.person.api(self.server, "POST", "/albums",
                               {"name": "Seas", "query": "sea"})["id"]
        self.signed_in(self.person, f"/albums/{made}")
        self.page.until(lambda: len(self.pictures()) == 3, "it holds what the search finds")

    def test_pictures_leave_an_album_and_come_back(self):
        made = self.person.api(self.server, "POST", "/albums", {"name": "Seas"})["id"]
        self.person.api(self.server, "POST", f"/albums/{made}/assets", {"ids": self.ids})
        self.signed_in(self.person, f"/albums/{made}")
        self.page.until(lambda: len(self.pictures()) == 3, "it holds three")
        self.page.press("\ue014")
        self.page.until(lambda: self.page.focused().accessible_name == "sea 0.png",
                        "the first has the focus")
        self.page.press(" ")
        self.page.click("button", "Take out")
        self.page.until(lambda: self.tiles() == ["sea 1.png", "sea 2.png"], "one is out")
        self.page.click("button", "Undo")
        self.page.until(lambda: len(self.tiles()) == 3, "it is back")
