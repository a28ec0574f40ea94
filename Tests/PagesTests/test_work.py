import re

import pictures
from case import PageTest

PROMPT = "a lamp at the harbour"


class WorkTests(PageTest):
    """Sessions and jobs: what workers do is seen as they do it, and judged on the page."""

    def setUp(self):
        super().setUp()
        self.person = self.store.person()
        self.number = 200_000 + 100 * self.store.people
        self.session = self.person.objects(
            "sessions", "create", "images", "--title", "Harbour at dusk")[0]["id"]

    def enqueue(self):
        return self.person.objects("jobs", "enqueue", "image", "--session", self.session,
                                   "--prompt", PROMPT)[0]["id"]

    def complete(self, job):
        """As a worker does it; the row of a job that was taken has its lease behind its id."""
        outputs = [self.person.put(f"lamp {n}.png", pictures.png(self.number + n, 90, 60))
                   for n in range(2)]
        claimed = self.person.run("jobs", "claim", "--worker", self.person.prefix, "--type", "image",
                                  "--quiet")
        self.person.run("jobs", "complete", job, "--lease", claimed.split()[1],
                        *(part for output in outputs for part in ("--output", output)))

    def test_a_session_fills_and_its_pictures_are_judged(self):
        self.signed_in(self.person, f"/sessions/{self.session}")
        self.page.find("heading", "Harbour at dusk")
        self.page.reads("It appears here by itself")
        self.complete(self.enqueue())
        approve = re.compile(f"^Approve {PROMPT}")
        self.page.until(lambda: len(self.page.all("button", approve)) == 2, "both have come")
        self.page.click("button", approve)
        self.page.reads("On the board.")
        self.page.find("button", "Take off the board")
        self.page.click("button", "Undo")
        self.page.gone("button", "Take off the board")
        self.page.click("button", re.compile(f"^Reject {PROMPT}"))
        self.page.find("button", "Rejected 1")

    def test_jobs_appear_and_end_by_themselves(self):
        self.signed_in(self.person, "/jobs")
        self.page.find("heading", re.compile("Jobs"))
        job = self.enqueue()
        self.page.reads(PROMPT)
        self.page.click("link", re.compile(PROMPT))
        self.page.until(lambda: self.page.path == f"/jobs/{job}", "the job opens")
        self.page.find("button", "Cancel")
        self.complete(job)
        self.page.until(lambda: len(self.pictures()) == 2, "what came out is shown")
        self.page.gone("button", "Cancel")

    def test_a_job_is_cancelled_and_run_again(self):
        job = self.enqueue()
        self.signed_in(self.person, f"/jobs/{job}")
        self.page.click("button", "Cancel")
        # Nothing brings it back, so it is asked about.
        self.page.click("button", "Cancel the job", within=self.page.find("dialog"))
        self.page.reads("Cancelled")
        self.page.find("button", re.compile("again"))

    def test_a_project_is_made_and_its_shots(self):
        self.signed_in(self.person, "/projects")
        self.page.click("button", "New project")
        self.page.write("Name", "Travel")
        self.page.click("button", "Make it")
        self.page.find("heading", "Travel")
