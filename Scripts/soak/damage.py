"""What disks, people and other programs do to a store."""
import os
import sqlite3
from contextlib import closing
from pathlib import Path


class Damage:
    def __init__(self, chance, program):
        self.chance, self.program = chance, program

    @property
    def store(self):
        return Path(self.program.store)

    def files(self, below):
        return sorted(p for p in (self.store / below).rglob("*") if p.is_symlink() or p.is_file())

    def inflict(self, model, count):
        """Harms things that can be repaired from elsewhere; says which."""
        kinds = [self.flip, self.cut, self.remove_object, self.swap, self.remove_link,
                 self.wrong_link, self.foreign, self.remove_directory]
        done = []
        for _ in range(count):
            kind = self.chance.choice(kinds)
            if kind():
                done.append(kind.__name__)
        self.renditions(self.chance.randint(0, 3))
        return "+".join(done)

    def one(self, below):
        files = self.files(below)
        return self.chance.choice(files) if files else None

    def write(self, path, data):
        os.chmod(path, 0o644)
        path.write_bytes(data)
        os.chmod(path, 0o444)

    def flip(self):
        if path := self.one("objects"):
            data = bytearray(path.read_bytes())
            if data:
                data[self.chance.randrange(len(data))] ^= 1 << self.chance.randrange(8)
            self.write(path, bytes(data))
        return path

    def cut(self):
        if path := self.one("objects"):
            data = path.read_bytes()
            self.write(path, data[:self.chance.randrange(len(data))] if data else b"")
        return path

    def remove_object(self):
        if path := self.one("objects"):
            path.unlink()
        return path

    def swap(self):
        files = self.files("objects")
        if len(files) < 2:
            return False
        one, other = self.chance.sample(files, 2)
        data = one.read_bytes()
        self.write(one, other.read_bytes())
        self.write(other, data)
        return True

    def remove_link(self):
        if path := self.one("buckets"):
            path.unlink()
        return path

    def wrong_link(self):
        links, objects = self.files("buckets"), self.files("objects")
        if not links or not objects:
            return False
        link = self.chance.choice(links)
        target = self.chance.choice(objects + [self.store / "nowhere"])
        link.unlink()
        link.symlink_to(os.path.relpath(target, link.parent))
        return True

    def foreign(self):
        place = self.chance.choice(["objects/sha256/zz", "buckets/default", "renditions/odd"])
        (self.store / place).mkdir(parents=True, exist_ok=True)
        (self.store / place / f"foreign{self.chance.randrange(1000)}.txt").write_text("a note")
        return True

    def remove_directory(self):
        directories = sorted(p for p in (self.store / "objects/sha256").glob("*") if p.is_dir())
        if directories:
            for path in self.chance.choice(directories).rglob("*"):
                if path.is_file():
                    path.unlink()
        return directories

    def renditions(self, count):
        for _ in range(count):
            if path := self.one("renditions"):
                if self.chance.random() < 0.5:
                    path.unlink()
                else:
                    self.write(path, path.read_bytes()[: self.chance.randint(0, 40)])

    def journal(self):
        """Loses files of the journal, or what is in them. Whether anything counted on it."""
        with closing(sqlite3.connect(self.store / "catalog.sqlite")) as now:
            known = dict(now.execute("SELECT name, size FROM journal_files"))
        paths, counts = self.files("journal"), False
        lost = self.chance.sample(paths, min(len(paths), self.chance.randint(1, 3)))
        for path in lost:
            size = path.stat().st_size
            choice = self.chance.randrange(3)
            if choice == 0 or size < 2:
                path.unlink()
                counts |= known.get(path.name, 0) > 0
            elif choice == 1:
                left = self.chance.randrange(size - 1)
                os.truncate(path, left)
                counts |= left < known.get(path.name, 0)
            else:
                path.write_bytes(b"x" * (size - 1) + b"\n")
                counts = True
        return counts

    def keep_catalogue(self):
        """A copy, to be put back later."""
        place = Path(self.program.disk) / "old.sqlite"
        for beside in ("", "-wal", "-shm"):
            Path(str(place) + beside).unlink(missing_ok=True)
        with closing(sqlite3.connect(self.store / "catalog.sqlite")) as now:
            now.execute("VACUUM INTO ?", (str(place),))

    def catalogue(self):
        """Loses the catalogue, fills it with something else, or puts an older one back."""
        path = self.store / "catalog.sqlite"
        for beside in ("-wal", "-shm"):
            path.with_name(path.name + beside).unlink(missing_ok=True)
        old = Path(self.program.disk) / "old.sqlite"
        if old.exists() and self.chance.random() < 0.4:
            old.rename(path)
            return "put back as it was"
        if self.chance.random() < 0.5:
            path.unlink()
            return "removed"
        path.write_bytes(self.chance.randbytes(self.chance.randint(1, 100_000)))
        return "garbage"
