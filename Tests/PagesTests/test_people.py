import pictures
from browser import Browser
from case import PageTest, shared


class PeopleTests(PageTest):
    """Two people beside each other: what one has is not there for the other."""
    allowed = (r"status of 404", r"Problem")

    @classmethod
    def setUpClass(cls):
        cls.ada, cls.bob = shared.store.person("Ada"), shared.store.person("Bob")
        cls.adas = cls.ada.put("secret-of-ada.png", pictures.png(80_001))
        cls.bobs = cls.bob.put("picture-of-bob.png", pictures.png(80_002))
        # Both have this one, by the same bytes.
        for person in (cls.ada, cls.bob):
            person.put("of-both.png", pictures.png(80_003))
        cls.album = cls.ada.api(shared.server, "POST", "/albums", {"name": "Secret album"})["id"]
        cls.project = cls.ada.api(shared.server, "POST", "/projects", {"name": "Secret"})["id"]
        cls.session = cls.ada.objects("sessions", "create", "ad", "--title", "Secret")[0]["id"]
        cls.job = cls.ada.objects("jobs", "enqueue", "image", "--prompt", "secret")[0]["id"]
        cls.second = Browser(shared.server.address)

    @classmethod
    def tearDownClass(cls):
        cls.second.close()

    def test_lists_hold_only_what_is_ones_own(self):
        self.signed_in(self.bob)
        self.page.until(lambda: set(self.tiles()) == {"picture-of-bob.png", "of-both.png"},
                        "Bob sees two pictures")
        self.page.reads("2 pictures")
        for path in ("/albums", "/projects", "/sessions", "/jobs"):
            self.page.go(path)
            self.settled()
            self.assertNotIn("ecret", self.page.text(self.page.find("main")))

    def test_a_search_finds_nothing_of_others(self):
        self.signed_in(self.bob, "/?query=secret")
        self.page.find("heading", "Nothing found")

    def test_direct_addresses_are_not_there(self):
        self.signed_in(self.bob)
        for path in (f"/picture/{self.adas}", f"/albums/{self.album}",
                     f"/projects/{self.project}", f"/sessions/{self.session}", f"/jobs/{self.job}"):
            with self.subTest(path):
                self.page.go(path)
                self.page.find("heading", "Not here")
                self.assertNotIn("ecret", self.page.text())
        # A comparison shows what is there, or nothing.
        self.page.go(f"/compare?ids={self.adas},{self.bobs}")
        self.settled()
        self.assertNotIn("ecret", self.page.text())

    def test_what_one_does_is_seen_by_that_one_only_at_once(self):
        self.signed_in(self.bob)
        self.second.forget()
        self.second.sign_in(self.ada)
        self.second.find("banner")
        names = lambda page: {node.accessible_name for node in page.all("link")}
        self.second.until(lambda: "secret-of-ada.png" in names(self.second), "Ada sees hers")
        self.page.until(lambda: "picture-of-bob.png" in names(self.page), "Bob sees his")
        self.ada.put("new-of-ada.png", pictures.png(80_010))
        self.second.until(lambda: "new-of-ada.png" in names(self.second), "it comes to Ada")
        self.bob.put("new-of-bob.png", pictures.png(80_011))
        self.page.until(lambda: "new-of-bob.png" in names(self.page), "another comes to Bob")
        self.assertNotIn("new-of-ada.png", names(self.page))
        self.assertNotIn("new-of-bob.png", names(self.second))

    def test_pages_for_admins_are_refused_to_members(self):
        self.allowed = ("status of (403|404)", "Problem")
        self.signed_in(self.bob, "/store")
        self.settled()
        self.assertNotIn("Runs", self.page.text(self.page.find("main")))
