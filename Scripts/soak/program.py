"""The built program as a person uses it, and as a machine stops it."""
import contextlib
import json
import os
import shutil
import signal
import subprocess
import threading

from model import Lost


class Program:
    def __init__(self, path, work, chance):
        self.path, self.chance = path, chance
        self.kills = 0
        self.disk = work / "disk"
        self.disk.mkdir()
        # A file system of its own can be filled without harm to others; that takes root.
        mount = ["mount", "-t", "tmpfs", "-o", "size=96m", "tmpfs", str(self.disk)]
        self.can_fill = os.geteuid() == 0 and bool(shutil.which("mount")) and (
            subprocess.run(mount, capture_output=True).returncode == 0)
        self.store = self.disk / "store"

    def release(self):
        if self.can_fill:
            subprocess.run(["umount", "-l", str(self.disk)], capture_output=True)

    def start(self, *arguments):
        command = [self.path, *map(str, arguments)]
        if "--store" not in command:
            command += ["--store", str(self.store)]
        return subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            text=True, errors="surrogateescape")

    def finish(self, process, allowed=(0,)):
        output, errors = process.communicate()
        if process.returncode not in allowed:
            raise Lost(f"{' '.join(process.args[1:])} ended with {process.returncode}: "
                       f"{(errors + output)[-2000:]}")
        return output.splitlines()

    def lines(self, *arguments, allowed=(0,)):
        return self.finish(self.start(*arguments), allowed)

    def run(self, *arguments, allowed=(0,)):
        """The events of a command that runs to its end."""
        return [json.loads(line) for line in self.lines(*arguments, "--json", allowed=allowed)
                if line.startswith("{")]

    def journal(self):
        """The names of its files: every run has one of its own."""
        return set(os.listdir(self.store / "journal"))

    def kill_at_facts(self, process, known):
        """Between the first facts of a run and their commit, with luck."""
        while process.poll() is None:
            with contextlib.suppress(OSError):
                for name in self.journal() - known:
                    if os.path.getsize(self.store / "journal" / name):
                        process.kill()

    def killed(self, *arguments):
        """The events of a command that is killed after a while; whole lines only."""
        how, moment = self.chance.random(), self.chance.random() ** 2 * 0.4
        lines, left = self.chance.randint(0, 40), None
        known = self.journal()
        process = self.start(*arguments, "--json")
        events = []
        timer = None
        if how < 0.4:
            timer = threading.Timer(moment, process.kill)
            timer.start()
        elif how < 0.7:
            threading.Thread(target=self.kill_at_facts, args=(process, known)).start()
        else:
            left = lines
        for line in process.stdout:
            if line.startswith("{") and line.endswith("\n"):
                events.append(json.loads(line))
            if left is not None:
                left -= 1
                if left < 0:
                    process.kill()
        process.stderr.read()
        process.wait()
        if timer:
            timer.cancel()
        if process.returncode == -signal.SIGKILL:
            self.kills += 1
        return events
