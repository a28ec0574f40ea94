import naughty
import pictures
from browser import NARROW, WIDE
from case import PageTest, shared


class NaughtyTests(PageTest):
    """Whatever things are called, it is shown as text: everywhere, and at every width."""

    @classmethod
    def setUpClass(cls):
        person = cls.person = shared.store.person(naughty.SCRIPT)
        cls.names = [f"{name}.png" for name in naughty.NAMES]
        person.ingest(shared.store.folder_of({
            name: pictures.png(70_000 + n, 64, 48, pictures.parameters(
                naughty.ALL[n], naughty.IMAGE, model=naughty.SCRIPT.replace(",", "")))
            for n, name in enumerate(cls.names)}))
        api = lambda method, path, body=None: person.api(shared.server, method, path, body)
        cls.assets = api("GET", "/assets?limit=50")["items"]
        ids = [asset["id"] for asset in cls.assets]
        for asset, text in zip(ids, naughty.ALL):
            person.run("tags", "add", text[:40], asset)
            api("POST", "/captions", {"asset": asset, "text": text, "type": "png"})
        cls.albums = [api("POST", "/albums", {"name": text[:300], "description": text[:300]})["id"]
                      for text in naughty.ALL]
        api("POST", f"/albums/{cls.albums[0]}/assets", {"ids": ids})
        cls.project = api("POST", "/projects", {"name": naughty.SCRIPT})["id"]
        cls.shot = api("POST", f"/projects/{cls.project}/shots", {"name": naughty.IMAGE})["id"]
        cls.sessions = [person.objects("sessions", "create", "ad", "--title", text[:100])[0]["id"]
                        for text in naughty.ALL]
        person.run("sessions", "brief", cls.sessions[0], "--product-name", naughty.SCRIPT,
                   "--product-prompt", naughty.IMAGE)
        cls.jobs = [person.objects("jobs", "enqueue", "image", "--prompt", text)[0]["id"]
                    for text in naughty.ALL]

    def setUp(self):
        super().setUp()
        self.signed_in(self.person)

    def is_text(self, *texts):
        """The page says it letter by letter, made nothing of it, and does not grow too wide."""
        for size in (WIDE, NARROW):
            self.page.look(size)
            self.settled()
            self.assertFalse(self.page.js("return 'broken' in window"), "a text was run")
            self.assertEqual(self.page.js("""
                return document.querySelectorAll('main img[src="x"], main script, [onerror]').length
            """), 0, "a text became an element")
            self.assertEqual(self.page.js("""
                return document.querySelectorAll('a[href^="javascript:"]').length"""), 0)
            self.assertEqual(self.sticks_out(), [])
        self.page.look(WIDE)
        content = lambda: self.page.js("""
            const named = [...document.querySelectorAll(
                'main [alt], main [aria-label], main input, main textarea')];
            return [document.querySelector('main').textContent, ...named.map((node) =>
                [node.alt, node.ariaLabel, node.value].filter(Boolean).join('\\n'))].join('\\n');
        """)
        for text in texts:
            self.page.until(lambda: text in content(), f"the page says {text!r}")

    def test_names_in_the_library(self):
        self.is_text(*self.names)

    def test_each_picture(self):
        for asset in self.assets:
            with self.subTest(asset["name"]):
                self.page.go(f"/picture/{asset['id']}")
                n = self.names.index(asset["name"])
                self.is_text(asset["name"], naughty.ALL[n], naughty.IMAGE)

    def test_albums(self):
        self.page.go("/albums")
        self.is_text(*(text[:300] for text in naughty.ALL))
        self.page.go(f"/albums/{self.albums[0]}")
        self.is_text(naughty.SCRIPT, *self.names)

    def test_projects_and_shots(self):
        self.page.go("/projects")
        self.is_text(naughty.SCRIPT)
        self.page.go(f"/projects/{self.project}")
        self.is_text(naughty.SCRIPT, naughty.IMAGE)
        self.page.go(f"/shots/{self.shot}")
        self.is_text(naughty.IMAGE)

    def test_sessions(self):
        self.page.go("/sessions")
        self.is_text(*(text[:100] for text in naughty.ALL))
        self.page.go(f"/sessions/{self.sessions[0]}")
        self.is_text(naughty.SCRIPT, naughty.IMAGE)

    def test_jobs(self):
        self.page.go("/jobs")
        self.is_text(naughty.SCRIPT, naughty.IMAGE, naughty.ARABIC)
        for job, text in zip(self.jobs, naughty.ALL):
            self.page.go(f"/jobs/{job}")
            self.is_text(text)

    def test_searches(self):
        self.allowed = ("status of 400",)
        for text in (naughty.SCRIPT, naughty.IMAGE, naughty.OVERRIDE, 'tag:"<b>"', "((", "model:"):
            with self.subTest(text):
                self.page.write("Search pictures", text, role="searchbox")
                self.settled()
                self.is_text()

    def test_facets(self):
        self.page.click("button", "Filters")
        self.page.find("complementary", "Filters")
        self.is_text(*(text[:20] for text in (naughty.SCRIPT, naughty.IMAGE)))

    def test_the_account(self):
        self.page.click("button", "Account and more")
        self.assertIn(naughty.SCRIPT, self.page.find("menu").text)
        self.page.go("/settings")
        self.is_text(naughty.SCRIPT)
