"""People with a history, as the stories tell it; made once, and only looked at."""
import functools
import urllib.parse

from case import shared
from store import Person


@functools.cache
def of_story(name):
    return Person(shared.store, shared.store.story(name))


def gallery():
    """Has albums, a session that refines a photograph, its jobs, and a shared link."""
    return of_story("photo-gallery")


def film():
    """Has a project with shots and a job of many steps."""
    return of_story("reigh")


def advert():
    """Has a session with a brief, a mood board, clips and costs."""
    return of_story("ad-video")


def owner():
    return Person(shared.store, "owner@localhost")


def first(person, command, *arguments):
    """The id of the first that a list shows."""
    return person.objects(command, "list", *arguments)[0]["id"]


def pictures(person, **query):
    """Their pictures, newest first."""
    path = "/assets?" + urllib.parse.urlencode({"limit": 500, **query})
    return person.api(shared.server, "GET", path)["items"]


@functools.cache
def addresses():
    """Every kind of address, with somebody for whom there is something at it."""
    noor, pia, otto = gallery(), film(), advert()
    ids = [asset["id"] for asset in pictures(noor)]
    project = first(pia, "projects")
    return {
        "library": (noor, "/"),
        "search": (noor, "/?query=lighthouse"),
        "nothing found": (noor, "/?query=zeppelin"),
        "picture": (noor, f"/picture/{ids[0]}"),
        "compare": (noor, f"/compare?ids={ids[0]},{ids[1]}"),
        "albums": (noor, "/albums"),
        "album": (noor, f"/albums/{first(noor, 'albums')}"),
        "projects": (pia, "/projects"),
        "project": (pia, f"/projects/{project}"),
        "shot": (pia, f"/shots/{first(pia, 'shots', '--project', project)}"),
        "sessions": (otto, "/sessions"),
        "session": (otto, f"/sessions/{first(otto, 'sessions')}"),
        "jobs": (pia, "/jobs"),
        "job": (pia, f"/jobs/{first(pia, 'jobs')}"),
        "upload": (noor, "/upload"),
        "missing": (noor, "/missing"),
        "store": (owner(), "/store"),
        "settings": (noor, "/settings"),
        "settings of an admin": (owner(), "/settings"),
        "not there": (noor, "/picture/01a222f5-9992-7000-b562-1e0c3f6af317"),
    }
