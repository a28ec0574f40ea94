import http.server
import re
import threading

import pictures
from case import PageTest


class LiveTests(PageTest):
    """What other programs do is seen while one looks, and moves nothing that one looks at."""

    def setUp(self):
        super().setUp()
        self.person = self.store.person()
        self.person.put("one.png", pictures.png(90_000))
        self.signed_in(self.person)
        self.page.until(lambda: self.tiles() == ["one.png"], "the first picture is there")

    def test_what_is_ingested_appears(self):
        self.person.ingest(self.store.folder_of(
            {f"new {n}.png": pictures.png(90_100 + n) for n in range(5)}))
        self.page.until(lambda: len(self.tiles()) == 6, "five more appear")
        self.page.reads("6 pictures")

    def test_what_is_deleted_goes_and_comes_back(self):
        two = self.person.put("two.png", pictures.png(90_001))
        self.page.until(lambda: len(self.tiles()) == 2, "it appears")
        self.store.run("delete", two)
        self.page.until(lambda: self.tiles() == ["one.png"], "it goes")
        self.store.run("undelete", two)
        self.page.until(lambda: len(self.tiles()) == 2, "it comes back")

    def test_the_first_picture_of_an_empty_store_appears(self):
        person = self.store.person()
        self.page.forget()
        self.signed_in(person)
        self.page.find("heading", "No pictures yet")
        person.put("first.png", pictures.png(90_002))
        self.page.until(lambda: self.tiles() == ["first.png"], "the first picture appears")
        self.page.gone("heading", "No pictures yet")

    def test_an_awaited_picture_has_a_place_and_fills_in(self):
        served = {}

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                body = served.get(self.path)
                self.send_response(200 if body else 404)
                self.send_header("Content-Type", "image/png" if body else "text/plain")
                self.send_header("Content-Length", str(len(body or b"")))
                self.end_headers()
                self.wfile.write(body or b"")

            log_message = lambda *_: None

        web = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=web.serve_forever, daemon=True).start()
        self.addCleanup(web.server_close)
        self.addCleanup(web.shutdown)
        host = f"127.0.0.1:{web.server_address[1]}"
        self.person.run("enqueue", f"http://{host}/awaited.png", "--prefix", self.person.prefix,
                        "--allow-host", host)
        self.page.until(lambda: any("awaited.png" in name for name in self.tiles()),
                        "the awaited picture has a place")
        self.page.reads("Awaited")
        # It fails first, and says why, with a way to try again.
        self.store.run("retry", "--allow-host", host, allowed=(0, 1))
        self.page.driver.refresh()
        self.page.reads("404")
        self.page.find("button", re.compile("Try .*again"))
        served["/awaited.png"] = pictures.png(90_003, 64, 64)
        self.page.click("button", re.compile("Try .*again"))
        self.page.reads("fetched again")
        self.store.run("retry", "--now", "--include-permanent", "--allow-host", host,
                       allowed=(0, 1))
        self.page.until(lambda: self.page.js("""
            return [...document.images].some((image) =>
                image.alt.startsWith('awaited.png') && image.naturalWidth > 0)"""),
            "the picture fills in")
