"""A store in a folder of its own, its server, and the people who use it."""
import json
import os
import re
import shutil
import subprocess
import tempfile
import threading
import urllib.request
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
SAMPLES = REPOSITORY / "samples"
PROGRAMS = Path(os.environ.get("STILLSTORE_PROGRAMS") or REPOSITORY / ".build" / "release")


class Store:
    def __init__(self, work=None):
        """In a folder that is given, and may hold one already, or in a new one."""
        self.work = work or Path(tempfile.mkdtemp(prefix="stillstore-pages-"))
        self.work.mkdir(parents=True, exist_ok=True)
        self.folder = self.work / "store"
        self.people = 0
        if not self.folder.exists():
            self.run("init")

    def run(self, *arguments, allowed=(0,), given=None):
        """Runs the program to its end; answers what it prints."""
        done = subprocess.run(
            [PROGRAMS / "stillstore", *map(str, arguments), "--store", self.folder],
            input=given, stdin=None if given else subprocess.DEVNULL, capture_output=True, text=True)
        if done.returncode not in allowed:
            raise RuntimeError(f"stillstore {' '.join(map(str, arguments))} ended with "
                               f"{done.returncode}: {done.stderr[-2000:]}")
        return done.stdout

    def objects(self, *arguments, **options):
        """The JSON objects that a command prints."""
        lines = self.run(*arguments, "--json", **options).splitlines()
        return [json.loads(line) for line in lines if line.startswith("{")]

    def story(self, name):
        """Plays one of the stories; answers the address of whom it is about."""
        subprocess.run([SAMPLES / "stories" / f"{name}.sh", PROGRAMS / "stillstore", self.folder],
                       check=True, capture_output=True)
        return {"photo-gallery": "noor@example.com", "ad-video": "otto@example.com",
                "reigh": "pia@example.com", "imagefx": "mika@example.com",
                "shot-images": "ines@example.com"}[name]

    def person(self, name=None, role=None, samples=False):
        """Somebody new, whose library is empty, or holds the samples."""
        self.people += 1
        email = f"person{self.people}@example.com"
        self.run("users", "create", email, "--name", name or f"Person {self.people}")
        if role:
            self.run("users", "set-role", email, role)
        person = Person(self, email)
        if samples:
            person.ingest(SAMPLES, "--exclude", "*.sh", "--exclude", "traps")
        return person

    def folder_of(self, files):
        """A new folder with these files, by name; distinct bytes are the caller's business."""
        folder = Path(tempfile.mkdtemp(dir=self.work))
        for name, content in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content)
        return folder

    def remove(self):
        shutil.rmtree(self.work, ignore_errors=True)


class Person:
    def __init__(self, store, email):
        self.store, self.email = store, email
        # Paths belong to all: what one has brought in there, another does not bring in again.
        self.prefix = email.split("@")[0]
        self.token = None

    def run(self, *arguments, **options):
        return self.store.run(*arguments, "--as", self.email, **options)

    def objects(self, *arguments, **options):
        return self.store.objects(*arguments, "--as", self.email, **options)

    def ingest(self, *arguments):
        self.run("ingest", "--prefix", self.prefix, *arguments)

    def put(self, name, content):
        """One picture of theirs; answers its id."""
        folder = self.store.folder_of({name: content})
        return self.objects("put", f"default/{self.prefix}/{name}", folder / name)[0]["id"]

    def sign_in_path(self):
        return re.search(r"/login/\S+", self.store.run("users", "login-link", self.email))[0]

    def api(self, server, method, path, body=None):
        """An operation of the API, as a program would use it."""
        if self.token is None:
            made = self.objects("tokens", "create", "--name", "tests",
                                "--scope", "read", "--scope", "write", "--scope", "work")
            self.token = made[0]["secret"]
        request = urllib.request.Request(
            f"{server.address}/api/v1{path}", method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"})
        with urllib.request.urlopen(request) as answer:
            content = answer.read()
        return json.loads(content) if content else None


class Server:
    """`stillstore-server` of a store, at a port that was free."""

    def __init__(self, store, port=0):
        command = [PROGRAMS / "stillstore-server", "--store", store.folder, "--port", str(port),
                   "--quiet", "--no-retries"]  # Tests say when something is fetched.
        # For who changes the pages: these files, as they are now.
        if os.environ.get("STILLSTORE_PAGES"):
            command += ["--pages", os.environ["STILLSTORE_PAGES"]]
        self.log = open(store.work / "server.log", "a+")
        self.process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=self.log, text=True)
        first = self.process.stdout.readline()
        found = re.search(r"http://\S+:(\d+)", first)
        if not found:
            self.log.seek(0)
            raise RuntimeError(f"the server did not start: {first}{self.log.read()}")
        self.address, self.port = found[0], int(found[1])
        self.pid = self.process.pid
        # What it prints later is read and dropped, lest it waits for a reader.
        threading.Thread(target=self.process.stdout.read, daemon=True).start()

    def stop(self):
        self.process.terminate()
        self.process.wait()
        self.log.close()
