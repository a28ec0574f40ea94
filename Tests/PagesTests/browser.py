"""Chromium without a window, asked as a person would: by role and label, never by class."""
import base64
import json
import re
import shutil

from selenium import webdriver
from selenium.common.exceptions import (
    JavascriptException, StaleElementReferenceException, TimeoutException, WebDriverException)
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.support.ui import WebDriverWait

CHROMIUM = next(filter(None, map(shutil.which, (
    "chromium", "chromium-browser", "google-chrome", "chrome"))), None)
DRIVER = shutil.which("chromedriver")

# Width, height, pixels a CSS pixel, whether it is touched.
WIDE, NARROW, SMALL = (1440, 900, 1, False), (390, 844, 2, True), (360, 640, 2, True)

FIND = """function() {
    (globalThis.__found ??= []).push(this);
}"""


class Browser:
    def __init__(self, address):
        options = webdriver.ChromeOptions()
        # Chromium has no sandbox for root, and little shared memory in containers.
        for argument in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage",
                         "--hide-scrollbars", "--force-prefers-reduced-motion", "--lang=en-GB"):
            options.add_argument(argument)
        options.binary_location = CHROMIUM
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        self.driver = webdriver.Chrome(options=options, service=Service(DRIVER))
        self.address = address
        self.log = []
        self.cdp("Accessibility.enable")

    def close(self):
        self.driver.quit()

    def cdp(self, command, **arguments):
        return self.driver.execute_cdp_cmd(command, arguments)

    def js(self, code, *arguments):
        return self.driver.execute_script(code, *arguments)

    # How the page is looked at.

    def look(self, size=WIDE, dark=False):
        width, height, ratio, touch = size
        self.cdp("Emulation.setDeviceMetricsOverride", width=width, height=height,
                 deviceScaleFactor=ratio, mobile=touch)
        self.cdp("Emulation.setTouchEmulationEnabled", enabled=touch)
        self.cdp("Emulation.setEmulatedMedia", features=[
            {"name": "prefers-color-scheme", "value": "dark" if dark else "light"},
            {"name": "prefers-reduced-motion", "value": "reduce"}])
        # Until the page has been drawn so.
        self.driver.execute_async_script(
            "requestAnimationFrame(() => requestAnimationFrame(arguments[0]))")

    def screenshot(self):
        return base64.b64decode(self.cdp("Page.captureScreenshot", format="png")["data"])

    def cut_off(self, yes=True):
        self.cdp("Network.enable")
        self.cdp("Network.emulateNetworkConditions", offline=yes, latency=0,
                 downloadThroughput=-1, uploadThroughput=-1)

    # Who looks at it, and where.

    def forget(self):
        """As if nobody had been here."""
        self.driver.get("about:blank")
        self.cut_off(False)
        self.cdp("Network.clearBrowserCookies")
        self.cdp("Storage.clearDataForOrigin", origin=self.address, storageTypes="all")
        self.complaints()
        self.log.clear()

    def sign_in(self, person):
        self.driver.get(self.address + person.sign_in_path())

    def go(self, path):
        self.driver.get(self.address + path)

    @property
    def path(self):
        return self.js("return location.pathname + location.search")

    # What is there.

    def until(self, condition, what, seconds=30):
        """Waits for a condition, and says in words what did not happen."""
        def holds(_):
            try:
                return condition()
            # What was found may be gone before it is asked.
            except (StaleElementReferenceException, JavascriptException):
                return False
        try:
            return WebDriverWait(self.driver, seconds, poll_frequency=0.1).until(holds)
        except TimeoutException:
            raise AssertionError(f"it did not happen in {seconds} s: {what}") from None

    def all(self, role, name=None, within=None):
        """The elements of a role, by accessible name: the whole text, or a pattern that is found
        in it. What assistive technology would not see is not there."""
        self.js("globalThis.__found = []")
        for node in self.nodes(role, name, within):
            try:
                object_id = self.cdp("DOM.resolveNode", backendNodeId=node["backendDOMNodeId"])
                self.cdp("Runtime.callFunctionOn", functionDeclaration=FIND,
                         objectId=object_id["object"]["objectId"])
            except WebDriverException:
                pass
        return self.js("return globalThis.__found.splice(0)")

    def nodes(self, role, name=None, within=None):
        """The same, as the browser tells them to assistive technology."""
        root = within or self.driver.find_element("css selector", "html")
        self.js("globalThis.__from = arguments[0]", root)
        root_id = self.cdp("Runtime.evaluate", expression="globalThis.__from")["result"]["objectId"]
        exact = {"accessibleName": name} if isinstance(name, str) else {}
        try:
            found = self.cdp("Accessibility.queryAXTree", objectId=root_id, role=role, **exact)
        except WebDriverException:
            return []
        return [node for node in found["nodes"] if not node.get("ignored")
                and (name is None or isinstance(name, str)
                     or name.search(node.get("name", {}).get("value", "")))]

    def find(self, role, name=None, within=None):
        """The first of them, once it is there."""
        label = name.pattern if isinstance(name, re.Pattern) else name
        return self.until(lambda: next(iter(self.all(role, name, within)), None),
                          f"a {role} “{label}” appears")

    def gone(self, role, name=None):
        label = name.pattern if isinstance(name, re.Pattern) else name
        self.until(lambda: not self.all(role, name), f"the {role} “{label}” goes away")

    def text(self, within=None):
        """What can be read on the page."""
        return self.js("return (arguments[0] ?? document.body).innerText", within)

    def reads(self, words, within=None):
        """Waits until the page says so; case as written, any space between."""
        wanted = " ".join(words.split())
        self.until(lambda: wanted in " ".join((self.text(within) or "").split()),
                   f"the page says “{words}”")

    # What a person does.

    def press(self, *keys):
        ActionChains(self.driver).send_keys(*keys).perform()

    def click(self, role, name=None, within=None):
        node = self.find(role, name, within)
        self.js("arguments[0].scrollIntoView({block: 'nearest'})", node)
        node.click()
        return node

    def write(self, name, text, role="textbox", within=None):
        node = self.find(role, name, within)
        node.clear()
        node.send_keys(text)
        return node

    def focused(self):
        return self.driver.switch_to.active_element

    # What is wrong.

    def complaints(self):
        """Errors and warnings of the console since it was asked last."""
        lines = self.driver.get_log("browser")
        self.log += lines
        return [f"{line['level']}: {line['message']}" for line in lines
                if line["level"] in ("SEVERE", "WARNING")]

    def axe(self, source):
        """What axe finds against WCAG 2.2 AA and good practice; each with where it is."""
        if not self.js("return Boolean(globalThis.axe)"):
            self.cdp("Runtime.evaluate", expression=source)
        result = self.driver.execute_async_script("""
            const done = arguments[0];
            axe.run(document, {resultTypes: ['violations'], runOnly: [
                'wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})
                .then((found) => done(found.violations), (error) => done([{id: String(error), nodes: []}]));
        """)
        return [f"{found['id']}: {found.get('help', '')}: " + "; ".join(
            f"{json.dumps(node['target'])} {node.get('failureSummary', '')}"[:400]
            for node in found["nodes"][:4]) for found in result]
