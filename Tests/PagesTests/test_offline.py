import pictures
from case import PageTest, shared
from store import Server


class OfflineTests(PageTest):
    """Without a connection the page says so, keeps what it has, and goes on by itself."""
    allowed = ("ERR_INTERNET_DISCONNECTED", "ERR_CONNECTION_REFUSED", "ERR_NETWORK", "Problem",
               "ERR_INCOMPLETE_CHUNKED", "ERR_EMPTY", "ERR_CONNECTION_RESET", "status of 404",
               "Failed to fetch")

    def setUp(self):
        super().setUp()
        self.person = self.store.person()
        self.person.put("one.png", pictures.png(30_000))
        self.signed_in(self.person)
        self.page.until(lambda: self.tiles() == ["one.png"], "the picture is there")

    def test_what_is_there_stays_and_what_is_asked_for_says_why_not(self):
        self.page.cut_off()
        self.addCleanup(self.page.cut_off, False)
        self.page.reads("Offline")
        self.assertEqual(self.tiles(), ["one.png"])
        self.page.click("link", "Albums")
        self.page.find("heading", "No connection")
        self.assertEqual(self.axe(), [])
        self.page.cut_off(False)
        # It goes on by itself, without a press of “Try again”.
        self.page.find("heading", "No albums yet")

    def test_a_change_that_did_not_get_through_is_taken_back_and_said(self):
        self.page.press("\ue014")
        self.page.until(lambda: self.page.focused().accessible_name == "one.png", "it has the focus")
        self.page.cut_off()
        self.addCleanup(self.page.cut_off, False)
        self.page.press("f")
        self.page.reads("The store cannot be reached.")
        self.assertEqual(self.tiles(), ["one.png"])

    def test_a_server_that_starts_again_is_found_again(self):
        second = Server(self.store)
        self.page.forget()
        self.page.driver.get(second.address + self.person.sign_in_path())
        self.page.until(lambda: self.tiles() == ["one.png"], "the picture is there")
        second.stop()
        self.page.reads("Offline")
        self.person.put("two.png", pictures.png(30_001))
        again = Server(self.store, second.port)
        self.addCleanup(again.stop)
        self.addCleanup(self.page.go, "/healthz")
        self.page.until(lambda: len(self.tiles()) == 2, "what was missed comes", 40)
