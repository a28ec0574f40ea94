import re

from case import PageTest


class SettingsTests(PageTest):
    """Tokens are shown once and revoked; a password is set; colours are chosen."""

    def setUp(self):
        super().setUp()
        self.person = self.store.person()
        self.signed_in(self.person, "/settings")
        self.sections = self.page.find("navigation", "Settings")

    def test_a_token_is_shown_once_and_revoked(self):
        self.page.click("link", "Tokens", within=self.sections)
        self.page.click("button", "New token")
        self.page.write("Name", "laptop")
        self.page.click("button", "Make token")
        secret = self.page.find("textbox", "Token").get_attribute("value")
        self.assertRegex(secret, "^ss_")
        self.page.click("button", "Done")
        self.page.gone("dialog")
        self.page.reads("laptop")
        self.assertNotIn(secret, self.page.driver.page_source)
        self.page.click("button", re.compile("^Revoke"))
        # Nothing brings a token back, so it is asked about.
        dialog = self.page.find("dialog")
        self.page.click("button", re.compile("^Revoke"), within=dialog)
        self.page.until(lambda: "laptop" not in self.page.text(self.page.find("main")),
                        "it is gone")

    def test_colours_are_those_that_were_chosen(self):
        self.page.click("link", "Appearance", within=self.sections)
        ground = lambda: self.page.js(
            "return getComputedStyle(document.documentElement).backgroundColor")
        light = ground()
        self.page.click("button", "Dark", within=self.page.find("group", "Colours"))
        self.page.until(lambda: ground() != light, "the page is dark")
        self.page.driver.refresh()
        self.page.find("banner")
        self.page.until(lambda: ground() != light, "it stays dark")
