import re

from selenium.webdriver.common.keys import Keys

import pictures
from case import PageTest, shared


class SharedTests(PageTest):
    """Links open what they are for, in a browser that knows nobody, and nothing else."""
    allowed = (r"status of (401|404|429)",)

    @classmethod
    def setUpClass(cls):
        cls.person = shared.store.person()
        cls.ids = [cls.person.put(f"shown {n}.png", pictures.png(40_000 + n, 200, 120))
                   for n in range(3)]
        cls.secret = cls.person.put("not shown.png", pictures.png(40_010, 64, 64))
        cls.album = cls.person.api(shared.server, "POST", "/albums", {"name": "For friends"})["id"]
        cls.person.api(shared.server, "POST", f"/albums/{cls.album}/assets", {"ids": cls.ids})

    def link(self, **more):
        return self.person.api(self.server, "POST", "/links",
                               {"target": "album", "id": self.album, **more})

    def test_an_album_is_a_gallery_without_an_account(self):
        self.page.go(f"/s/{self.link(allows_download=True)['key']}")
        self.page.find("heading", "For friends")
        self.settled()
        self.page.reads("3 pictures")
        text = self.page.text()
        for word in ("not shown", self.person.email, "Library", "Sign in"):
            self.assertNotIn(word, text)
        self.assertEqual(self.axe(), [])
        # It goes on by keys, and every picture is one that came.
        self.page.click("button", re.compile("shown 0"))
        self.page.reads("1 of 3")
        self.page.press(Keys.ARROW_RIGHT)
        self.page.reads("2 of 3")
        self.page.until(lambda: self.page.js(
            "return document.querySelector('dialog img')?.naturalWidth > 0"), "it is shown")
        self.page.find("link", "Download")
        self.page.press(Keys.ESCAPE)
        self.page.gone("dialog")

    def test_a_picture_of_its_own(self):
        made = self.person.api(self.server, "POST", "/links", {
            "target": "asset", "id": self.ids[0], "allows_download": False})
        self.page.go(f"/s/{made['key']}")
        self.page.find("heading", "shown 0.png")
        self.settled()
        self.assertEqual(self.page.all("link", "Download"), [])
        self.assertEqual(self.axe(), [])

    def test_the_rest_of_the_store_is_not_there(self):
        key = self.link()["key"]
        self.page.go(f"/s/{key}")
        self.page.find("heading", "For friends")
        status = lambda path: self.page.driver.execute_async_script(
            "fetch(arguments[0]).then((answer) => arguments[1](answer.status))", path)
        self.assertEqual(status(f"/api/v1/shared/{key}/assets/{self.ids[0]}/renditions/thumb"), 200)
        for path in (f"/api/v1/shared/{key}/assets/{self.secret}/renditions/thumb",
                     f"/api/v1/assets/{self.secret}", "/api/v1/assets", "/api/v1/albums"):
            self.assertIn(status(path), (401, 404), path)

    def test_a_password_is_asked_for(self):
        self.page.go(f"/s/{self.link(password='open sesame')['key']}")
        self.page.find("heading", "This needs a password")
        self.assertEqual(self.axe(), [])
        self.assertNotIn("For friends", self.page.text() + self.page.driver.title)
        self.page.write("Password", "wrong")
        self.page.press(Keys.ENTER)
        self.page.reads("That is not the password.")
        self.page.write("Password", "open sesame")
        self.page.press(Keys.ENTER)
        self.page.find("heading", "For friends")
        self.settled()
        self.assertTrue(self.page.js(
            "return [...document.images].every((image) => image.naturalWidth > 0)"))

    def test_a_link_that_was_taken_back_or_never_was(self):
        made = self.link()
        self.person.api(self.server, "DELETE", f"/links/{made['link']['id']}")
        for key in (made["key"], "ss_nosuchlink"):
            self.page.go(f"/s/{key}")
            self.page.find("heading", "This link leads nowhere")
            self.assertEqual(self.axe(), [])

    def test_views_are_counted_and_end(self):
        key = self.link(max_views=1)["key"]
        self.page.go(f"/s/{key}")
        self.page.find("heading", "For friends")
        # To load the page again is no other view.
        self.page.driver.refresh()
        self.page.find("heading", "For friends")
        self.page.forget()
        self.page.go(f"/s/{key}")
        self.page.find("heading", "This link leads nowhere")

    def test_a_link_is_made_and_taken_back_on_the_page(self):
        self.signed_in(self.person, f"/picture/{self.ids[1]}")
        self.page.find("heading", "shown 1.png")
        self.page.press("s")
        self.page.click("button", "Make a link")
        address = self.page.find("textbox", "Address of the link").get_attribute("value")
        self.page.click("button", "Take back")
        self.page.gone("button", "Take back")
        self.page.go(address.removeprefix(self.server.address))
        self.page.find("heading", "This link leads nowhere")
