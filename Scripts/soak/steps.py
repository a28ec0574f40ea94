"""What a step may be. Each leaves in the model what the store may show from now on."""
import json
import os
import shutil
from pathlib import Path

import pictures
from damage import Damage
from model import Lost
from people import People


class Steps:
    def __init__(self, chance, program, model, server, work):
        self.chance, self.program, self.model, self.server = chance, program, model, server
        self.source, self.copies = work / "source", work / "copies"
        self.backup = work / "backup"
        for directory in (self.source, self.copies):
            directory.mkdir()
        self.files, self.deleted = {}, {}
        self.number, self.name = 0, ""
        self.damage = Damage(chance, program)
        self.people = People(chance, program)
        self.choices = [
            (6, self.ingest), (4, self.fetch), (2, self.retry), (4, self.delete),
            (2, self.undelete), (3, self.collect), (3, self.thumbnails), (4, self.repair),
            (2, self.rebuild), (2, self.rebuild_journal), (2, self.back_up), (2, self.together),
            (4, self.work),
        ] + ([(2, self.fill)] if program.can_fill else [])

    def run(self, verb, *arguments, allowed=(0,)):
        """A command that works in the store, to its end: it begins by settling the journal."""
        events = self.program.run(verb, *arguments, allowed=allowed)
        self.model.settle()
        return events

    def next(self):
        weights = [weight for weight, _ in self.choices]
        step = self.chance.choices(self.choices, weights)[0][1]
        self.name = step.__name__
        note = step()
        self.name += f" {note}" if note else ""
        return self.name

    def finish(self):
        """All faults end: everything that was ever asked for arrives, and nothing is wrong."""
        self.name = "the end"
        self.server.is_well = True
        self.settle(self.run(
            "fetch", *self.addresses(), *self.fetching, allowed=(0, 1)))
        for name in self.server.pictures:
            if None in self.model.paths.get(("web", name), {None}):
                raise Lost(f"{name} was never fetched")
        self.run("gc", "--apply", "--grace", "0s")
        self.run("verify", "--repair", "--apply", "--from", self.copies, allowed=(0, 1))
        self.run("thumbnails")
        self.program.run("verify")
        self.model.check(self.program)
        self.people.check()

    # MARK: Bytes come in

    # What was deleted comes back only when that is asked for.
    fetching = ("--allow-host", "127.0.0.1", "--bucket", "web", "--again")

    def picture(self):
        self.number += 1
        data = pictures.png(self.chance)
        digest = self.model.know(data)
        (self.copies / f"{self.number}.png").write_bytes(data)
        return data, digest

    def change_source(self):
        """New files, changed ones, copies of others under new names, and a broken one."""
        for _ in range(self.chance.randint(1, 25)):
            data, digest = self.picture()
            name = f"{self.chance.choice('abc')}/{self.number}.png"
            if self.files and self.chance.random() < 0.2:
                name = self.chance.choice(sorted(self.files))
            elif self.files and self.chance.random() < 0.2:
                digest = self.files[self.chance.choice(sorted(self.files))]
                data = self.model.bytes[digest]
            path = self.source / name
            path.parent.mkdir(exist_ok=True)
            # A new file, as editors write them: the store compares inode and times.
            path.with_suffix(".part").write_bytes(data)
            path.with_suffix(".part").rename(path)
            self.files[name] = digest
        (self.source / "broken.png").write_bytes(pictures.broken(self.chance))

    def settle(self, events):
        for event in events:
            if event.get("event") in ("stored", "duplicate", "unchanged") and "path" in event:
                self.model.is_now((event["bucket"], event["path"]), event["digest"])

    def expect_ingest(self):
        for name, digest in self.files.items():
            self.model.may_be(("default", name), digest)

    def ingest(self):
        self.change_source()
        self.expect_ingest()
        if self.chance.random() < 0.4:
            self.settle(self.program.killed("ingest", self.source))
            return "killed"
        self.ingest_whole()

    def ingest_whole(self):
        self.settle(self.run("ingest", self.source, allowed=(0, 1)))
        for name, digest in self.files.items():
            if self.model.paths["default", name] != {digest}:
                raise Lost(f"{name} was ingested and not reported stored")

    def addresses(self):
        return [self.server.address(name) for name in self.server.pictures]

    def fetch(self):
        for _ in range(self.chance.randint(1, 15)):
            data, digest = self.picture()
            self.server.pictures[f"{self.number}.png"] = data
        for name, data in self.server.pictures.items():
            self.model.may_be(("web", name), self.model.know(data))
        wanted = ("fetch", *self.addresses(), *self.fetching)
        if self.chance.random() < 0.4:
            self.settle(self.program.killed(*wanted))
            return "killed"
        self.settle(self.run(*wanted, allowed=(0, 1)))

    def retry(self):
        self.settle(self.run("retry", "--now", allowed=(0, 1)))

    # MARK: People and workers

    def work(self):
        note = self.people.step()
        self.model.settle()
        return note

    # MARK: Things go

    def delete(self):
        live = self.model.live()
        chosen = self.chance.sample(live, min(len(live), self.chance.randint(1, 6)))
        if not chosen:
            return "of nothing"
        before = {place: self.model.digest(place) for place in chosen}
        for place, digest in before.items():
            self.model.may_be(place, None)
            self.deleted[self.model.ids[place]] = (place, digest)
        wanted = ("delete", *("/".join(place) for place in chosen))
        if self.chance.random() < 0.4:
            self.program.killed(*wanted)
            return "killed"
        self.run(*wanted)
        for place in chosen:
            self.model.is_now(place, None)

    def undelete(self):
        if not self.deleted:
            return "of nothing"
        identity = self.chance.choice(sorted(self.deleted))
        place, digest = self.deleted.pop(identity)
        # It may have been collected, or never have been deleted, or its path be taken.
        self.model.may_be(place, digest)
        self.run("undelete", identity, allowed=(0, 1))

    def collect(self):
        wanted = ("gc", "--apply", "--grace", "0s")
        if self.chance.random() < 0.5:
            self.program.killed(*wanted)
            return "killed"
        self.run(*wanted)
        if self.chance.random() < 0.5:
            self.run("gc", "--empty-trash", "--apply")

    # MARK: The store is cared for

    def thumbnails(self):
        which = self.chance.choice(["--missing", "--stale", "--broken", "--all"])
        self.damage.renditions(self.chance.randint(0, 5))
        note = which
        if self.chance.random() < 0.4:
            self.program.killed("thumbnails", which)
            note += " killed"
        else:
            self.run("thumbnails", which)
        # Not every choice repairs every harm; these two together do.
        for choice in ("--broken", "--missing"):
            self.run("thumbnails", choice)
        return note

    def repair(self):
        kinds = self.damage.inflict(self.model, self.chance.randint(1, 4))
        wanted = ("verify", "--repair", "--apply", "--from", self.copies)
        if self.chance.random() < 0.4:
            self.program.killed(*wanted)
            kinds += " killed"
        # What it finds makes it 1; that it repairs them is seen by the next.
        self.run(*wanted, allowed=(0, 1))
        self.program.run("verify")
        return kinds

    def rebuild(self):
        how = self.damage.catalogue()
        if self.chance.random() < 0.4:
            self.program.killed("rebuild", "catalogue")
            how += " killed"
        self.program.run("rebuild", "catalogue", allowed=(0, 1))
        self.model.reveal()
        self.damage.keep_catalogue()
        return how

    def rebuild_journal(self):
        if not self.damage.journal():
            return "nothing lost"
        if not self.has_lost_facts():
            raise Lost("verify does not say that the journal has lost something")
        note = ""
        if self.chance.random() < 0.4:
            self.program.killed("rebuild", "journal")
            note = "killed"
        self.program.run("rebuild", "journal")
        if self.has_lost_facts():
            raise Lost("the journal that was written anew has lost something")
        return note

    def has_lost_facts(self):
        return any(event["event"] == "defect" and event["kind"].startswith("journal-")
                   for event in self.program.run("verify", allowed=(0, 1)))

    def back_up(self):
        if self.backup.exists() and self.chance.random() < 0.3:
            shutil.rmtree(self.backup)
        if self.chance.random() < 0.4:
            self.program.killed("backup", self.backup)
            return "killed"
        self.program.run("backup", self.backup)
        self.program.run("verify", "--store", self.backup)

    def fill(self):
        """The disk is full while files come in; then there is room again."""
        self.change_source()
        self.expect_ingest()
        ballast = Path(self.program.disk) / "ballast"
        status = os.statvfs(self.program.disk)
        left = self.chance.randint(0, 400) * 1024
        try:
            with open(ballast, "wb") as file:
                os.posix_fallocate(file.fileno(), 0, max(
                    1, status.f_bavail * status.f_frsize - left))
            self.settle(self.run("ingest", self.source, allowed=(0, 1, 3)))
        finally:
            ballast.unlink()
        self.model.check(self.program)
        self.ingest_whole()
        return f"with {left // 1024} KiB left"

    def together(self):
        """Two ingests of overlapping files, beside a collection and a verification."""
        self.change_source()
        self.expect_ingest()
        first = self.program.start("ingest", self.source, "--json")
        second = self.program.start("ingest", self.source, "--json")
        collect = self.program.start("gc", "--apply", "--grace", "0s", "--json")
        verify = self.program.start("verify", "--quick", "--json")
        self.program.finish(collect)
        self.check_found(self.program.finish(verify, allowed=(0, 1)))
        for process in (first, second):
            self.program.finish(process, allowed=(0, 1))
        self.ingest_whole()

    # Of what was killed before, until one of the others has come to it (docs/format.md).
    leftovers = {"staging-stale", "object-without-row", "rendition-stray", "link-wrong",
                 "link-absent", "link-foreign", "link-dangling"}

    def check_found(self, lines):
        for event in map(json.loads, lines):
            if event["event"] == "defect" and event["kind"] not in self.leftovers:
                raise Lost(f"verify found, beside others: {event}")
