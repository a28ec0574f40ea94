"""What the store must hold by what it has reported: path by path, byte for byte."""
import hashlib
import json
import os


class Lost(Exception):
    """The store does not hold what it reported."""


class Model:
    """`paths` maps (bucket, path) to the set of digests that it may show now; None is nothing.

    A command that ends in order leaves one choice. One that was killed leaves two: what was
    reported, or not; the next look settles which it is. Its link may still show the other choice
    until the next item at that path, or a repair, sets it right (docs/format.md).

    Until somebody works in the store again the other choice stays in the journal, and a rebuild
    takes it for what happened: `revealable`.
    """

    def __init__(self, store):
        self.store = store
        self.paths, self.links, self.revealable = {}, {}, {}
        self.bytes = {}
        self.ids = {}

    def know(self, data):
        digest = hashlib.sha256(data).hexdigest()
        self.bytes[digest] = data
        return digest

    def is_now(self, place, digest):
        self.paths[place] = {digest}
        self.revealable.pop(place, None)

    def may_be(self, place, digest):
        self.paths.setdefault(place, {None}).add(digest)
        self.revealable.setdefault(place, set()).add(digest)

    def settle(self):
        """What was not committed is out of the journal."""
        self.revealable.clear()

    def reveal(self):
        """All that is in the journal counts now."""
        for place, digests in self.revealable.items():
            self.paths[place] |= digests
        self.revealable.clear()

    def live(self):
        """Places that certainly show something."""
        return sorted(p for p, digests in self.paths.items() if None not in digests)

    def digest(self, place):
        (digest,) = self.paths[place]
        return digest

    def check(self, program):
        listed = {}
        for line in program.lines("list", "--all", "--json"):
            asset = json.loads(line)
            if asset.get("bucket") and asset.get("digest"):
                listed[asset["bucket"], asset["path"]] = asset
        for place in set(self.paths) | set(listed):
            asset = listed.get(place)
            digest = asset and asset["digest"]
            allowed = self.paths.get(place, {None})
            if digest not in allowed:
                raise Lost(f"{'/'.join(place)} shows {digest}, not one of {allowed}")
            self.links.setdefault(place, set()).update(allowed)
            self.paths[place] = {digest}
            if asset:
                self.ids[place] = asset["id"]
                self.check_bytes(place, asset)
        return len(listed)

    def check_bytes(self, place, asset):
        name, digest = "/".join(place), asset["digest"]
        if asset["state"] != "present":
            raise Lost(f"{name} is {asset['state']}")
        link = os.path.join(self.store, "buckets", *place)
        shown = os.readlink(link)[-64:] if os.path.islink(link) else None
        if shown == digest:
            self.links[place] = {digest}
        elif shown not in self.links[place]:
            raise Lost(f"the link of {name} shows {shown}, and not {digest}")
        with open(os.path.join(
                self.store, "objects/sha256", digest[:2], digest[2:4], digest), "rb") as file:
            if file.read() != self.bytes[digest]:
                raise Lost(f"{name} has other bytes")
