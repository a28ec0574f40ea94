import os
import tempfile
from pathlib import Path

from selenium.webdriver.common.keys import Keys

import pictures
from case import PageTest

COUNT = int(os.environ.get("STILLSTORE_PAGES_MANY", 20_000))


class ManyTests(PageTest):
    """Twenty thousand pictures: the window over them stays small, and reaches every one."""

    def test_from_the_newest_to_the_oldest_and_back(self):
        person = self.store.person()
        with tempfile.TemporaryDirectory(dir=self.store.work) as folder:
            for n in range(COUNT):
                (Path(folder) / f"picture {n:05}.png").write_bytes(
                    pictures.png(1_000_000 + n, 4 + n % 5, 4))
            person.ingest(folder, "--quiet")
        first = person.api(self.server, "GET", "/assets?limit=1")["items"][0]
        last = person.api(self.server, "GET", "/assets?limit=1&order=oldest")["items"][0]
        self.signed_in(person)
        self.page.reads(f"{COUNT:,} pictures")
        self.page.js("""
            globalThis.long = [];
            new PerformanceObserver((list) => long.push(...list.getEntries().map(
                (entry) => Math.round(entry.duration)))).observe({type: 'longtask'});
            globalThis.most = 0;
            new MutationObserver(() => {
                most = Math.max(most, document.querySelectorAll('main a').length);
            }).observe(document.querySelector('main'), {childList: true, subtree: true});
        """)
        self.page.press(Keys.END)
        self.page.until(lambda: last["name"] in self.tiles(), "the oldest is in the page", 30)
        # By hand, back up some thousands, by pages.
        for _ in range(40):
            self.page.press(Keys.PAGE_UP)
        self.page.until(lambda: last["name"] not in self.tiles(), "it is left behind", 30)
        self.page.press(Keys.HOME)
        self.page.until(lambda: first["name"] in self.tiles(), "the newest is in the page", 30)
        most, long = self.page.js("return [most, long]")
        self.assertLess(most, 600, "more tiles than a window needs")
        print(f"at most {most} links in the page; tasks over 50 ms: {sorted(long)[::-1][:10]}")
        # Any place is reached by one key on the bar of months, or one drag.
        bar = self.page.find("slider", None)
        self.assertTrue(bar.accessible_name)
