import base64
import re

import pictures
from case import PageTest

DROP = """
const [files, target, done] = arguments;
const transfer = new DataTransfer();
for (const [name, content] of Object.entries(files)) {
    const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
    transfer.items.add(new File([bytes], name, {lastModified: 1}));
}
const options = {bubbles: true, cancelable: true, dataTransfer: transfer};
const place = document.querySelector('main');
for (const name of ['dragenter', 'dragover', 'drop']) place.dispatchEvent(new DragEvent(name, options));
"""


class UploadTests(PageTest):
    """Files that are dropped anywhere arrive; what cannot be taken says why; a cut is gone on from."""
    # Whether something is there already is asked for by HEAD.
    allowed = (r"status of (404|405)",)

    def setUp(self):
        super().setUp()
        self.person = self.store.person()
        self.number = 20_000 + 100 * self.store.people
        self.signed_in(self.person)
        self.page.find("heading", "No pictures yet")

    def drop(self, files):
        self.page.js(DROP, {name: base64.b64encode(content).decode()
                            for name, content in files.items()})

    def assets(self):
        return self.person.api(self.server, "GET", "/assets?limit=100")["items"]

    def prefix(self):
        """Each has a folder of their own: paths belong to all."""
        self.page.go("/upload")
        self.page.write("Folder", self.person.prefix)
        self.page.press("\ue004")

    def test_a_drop_on_the_library_becomes_pictures(self):
        self.drop({f"{self.person.prefix} {n}.png": pictures.png(self.number + n, 64, 64)
                   for n in range(3)})
        self.page.until(lambda: self.page.path == "/upload", "the upload is shown")
        self.page.until(lambda: len(self.assets()) == 3, "three pictures are stored")
        self.page.until(lambda: len(self.pictures()) == 3, "and shown")
        name = f"{self.person.prefix} 1.png"
        self.page.click("link", re.compile(re.escape(name)))
        self.page.find("heading", name)

    def test_what_is_no_picture_says_why_beside_its_name(self):
        self.prefix()
        self.drop({"notes.txt": b"This is no picture.", "good.png": pictures.png(self.number)})
        self.page.reads("notes.txt")
        self.page.reads("not a picture")
        self.page.until(lambda: any("good.png" in name for name in self.tiles()),
                        "the good one has come")

    def test_what_is_there_is_not_sent_again(self):
        self.prefix()
        content = pictures.png(self.number, 64, 64)
        self.drop({"first.png": content})
        self.page.until(lambda: len(self.assets()) == 1, "it is stored")
        self.page.until(lambda: len(self.pictures()) == 1, "and shown")
        self.drop({"second.png": content})
        self.page.until(lambda: len(self.assets()) == 2, "it has two names")
        self.assertEqual(len({asset["digest"] for asset in self.assets()}), 1)

    def test_names_that_are_taken_are_kept_both(self):
        self.prefix()
        self.drop({"same.png": pictures.png(self.number)})
        self.page.until(lambda: len(self.assets()) == 1, "the first is stored")
        self.page.until(lambda: len(self.pictures()) == 1, "and shown")
        self.drop({"same.png": pictures.png(self.number + 1, 9, 9)})
        self.page.until(lambda: len(self.assets()) == 2, "the second is stored beside it")

    def test_an_upload_that_was_cut_goes_on(self):
        self.allowed = (*self.allowed, "ERR_")
        self.prefix()
        self.page.cut_off()
        self.addCleanup(self.page.cut_off, False)
        self.drop({"cut.png": pictures.png(self.number, 64, 64)})
        self.page.reads("Waiting for the store")
        self.page.cut_off(False)
        self.page.until(lambda: len(self.assets()) == 1, "it is stored when the store is back", 30)

    def test_leaving_while_files_wait_asks(self):
        self.allowed = (*self.allowed, "ERR_")
        self.prefix()
        self.page.cut_off()
        self.addCleanup(self.page.cut_off, False)
        self.drop({"waiting.png": pictures.png(self.number)})
        self.page.reads("Waiting for the store")
        asks = self.page.js("""
            const event = new Event('beforeunload', {cancelable: true});
            return !dispatchEvent(event);""")
        self.assertTrue(asks, "leaving would lose files, and nobody was asked")
        self.page.click("button", "Cancel")
        self.page.cut_off(False)
