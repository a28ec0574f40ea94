"""Work of people and workers on the store, beside the pictures: nothing that was reported is lost."""
from model import Lost


class People:
    """`allowed` maps a job's id to the (status, generations) that it may have; None is no such job.

    A command that ends in order leaves one choice. One that was killed leaves two, until another one
    that names the job ends in order.
    """

    def __init__(self, chance, program):
        self.chance, self.program = chance, program
        self.allowed, self.grants = {}, {0}
        self.number = 0

    def change(self, job, after, *arguments):
        """A command after which the job is so; now and then it is killed."""
        if self.chance.random() < 0.3:
            self.program.killed("jobs", *arguments)
            self.allowed.setdefault(job, {None}).add(after)
            return None
        events = self.program.run("jobs", *arguments)
        self.allowed[job] = {after}
        return events

    def open(self):
        return [job for job, states in self.allowed.items()
                if len(states) == 1 and next(iter(states)) == ("pending", 0)]

    def step(self):
        notes = []
        for _ in range(self.chance.randint(1, 4)):
            what = self.chance.choice(["enqueue", "enqueue", "complete", "cancel", "grant"])
            notes.append(getattr(self, what)())
        self.check()
        return ", ".join(notes)

    def enqueue(self):
        self.number += 1
        job = f"job-{self.number}"
        wanted = ("enqueue", f"paint-{self.number}", "--id", job, "--prompt", "a cat")
        self.change(job, ("pending", 0), *wanted)
        # Asked again it is the same job.
        self.program.run("jobs", *wanted)
        self.allowed[job] = {("pending", 0)}
        return "enqueue"

    def complete(self):
        waiting = self.open()
        if not waiting:
            return "nothing to complete"
        job = self.chance.choice(waiting)
        type = "paint-" + job.removeprefix("job-")
        claimed = self.program.run("jobs", "claim", "--worker", "soak", "--type", type)
        if not claimed:
            raise Lost(f"{job} waits and cannot be claimed")
        self.allowed[job] = {("processing", 0)}
        count = self.chance.randint(1, 5)
        outputs = ["--output", "-"] * count
        wanted = ("complete", job, "--lease", str(claimed[0]["lease"]), *outputs)
        if self.change(job, ("completed", count), *wanted) is None:
            # Said again it is completed, once.
            self.program.run("jobs", *wanted)
            self.allowed[job] = {("completed", count)}
            return "complete, killed"
        return "complete"

    def cancel(self):
        waiting = self.open()
        if not waiting:
            return "nothing to cancel"
        job = self.chance.choice(waiting)
        self.change(job, ("cancelled", 0), "cancel", job)
        return "cancel"

    def grant(self):
        self.program.run("credits", "grant", "owner@localhost", "1")
        self.grants = {balance + 1_000_000 for balance in self.grants}
        return "grant"

    def check(self):
        rows = self.program.run(
            "sql", "SELECT jobs.id, status, (SELECT count(*) FROM generations"
            " WHERE job_id = jobs.id) AS made FROM jobs")
        found = {row["id"]: (row["status"], row["made"]) for row in rows}
        for job in set(found) | set(self.allowed):
            if found.get(job) not in self.allowed.get(job, {None}):
                raise Lost(f"{job} is {found.get(job)}, not one of {self.allowed.get(job)}")
        sums = self.program.run(
            "sql", "SELECT coalesce(sum(amount), 0) AS balance FROM credits_ledger")
        if sums[0]["balance"] not in self.grants:
            raise Lost(f"the balance is {sums[0]['balance']}, not one of {self.grants}")
