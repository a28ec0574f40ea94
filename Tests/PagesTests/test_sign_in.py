from case import PageTest

PASSWORD = "correct horse battery staple"


class SignInTests(PageTest):
    # Browsers write down each answer of 401 themselves.
    allowed = (r"status of (401|429)", r"(/login/\S+|favicon.ico) - .* 404")

    @classmethod
    def setUpClass(cls):
        from case import shared
        cls.person = shared.store.person("Ada Lovelace")
        cls.person.run("users", "set-password", cls.person.email, "--password-from", "-",
                       given=f"{PASSWORD}\n")

    def sign_in(self, password):
        self.page.write("E-mail", self.person.email)
        self.page.write("Password", password)
        self.page.click("button", "Sign in")

    def test_an_address_asks_for_a_sign_in_and_is_reached_after_it(self):
        self.page.go("/jobs?state=failed")
        self.page.find("heading", "Sign in")
        self.assertEqual(self.page.focused().accessible_name, "E-mail")
        self.sign_in(PASSWORD)
        self.page.find("banner")
        self.page.until(lambda: self.page.path == "/jobs?state=failed", "the address asked for comes")

    def test_a_wrong_password_is_said_at_the_form_and_empties_the_field(self):
        self.page.go("/")
        self.sign_in("wrong")
        said = self.page.find("alert")
        self.assertIn("password", said.text)
        self.assertEqual(self.page.find("textbox", "Password").get_attribute("value"), "")
        self.assertEqual(self.page.all("banner"), [])
        self.sign_in(PASSWORD)
        self.page.find("banner")

    def test_a_next_address_elsewhere_is_not_followed(self):
        self.page.go("/sign-in?next=https://example.org/")
        self.sign_in(PASSWORD)
        self.page.find("banner")
        self.assertEqual(self.page.path, "/")

    def test_a_link_signs_in_once(self):
        path = self.person.sign_in_path()
        self.page.go(path)
        self.page.find("banner")
        self.page.forget()
        self.page.go(path)
        self.page.go("/")
        self.page.find("heading", "Sign in")

    def test_signing_out_shows_nothing_any_more(self):
        self.signed_in(self.person)
        self.page.click("button", "Account and more")
        self.assertIn("Ada Lovelace", self.page.find("menu").text)
        self.page.click("menuitem", "Sign out")
        self.page.find("heading", "Sign in")
        self.page.go("/")
        self.page.find("heading", "Sign in")
