"""A process of a site for `test_processes.py`: does what each line of its input says and prints what came of it."""

import json
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "harmblog.settings")
django.setup()

from django.contrib.auth.models import User  # noqa: E402
from django.db import OperationalError, connection  # noqa: E402
from django.db.backends.base.base import BaseDatabaseWrapper  # noqa: E402

from comments import moderation  # noqa: E402
from harmblog.pages import watching  # noqa: E402
from harmblog.pages.kept import PAGES  # noqa: E402
from harmblog.pages.mark import Mark  # noqa: E402

from .knocking import House  # noqa: E402

house = House()
connect = BaseDatabaseWrapper.connect


def fail(_self: object) -> None:
    raise OperationalError("connection refused")


def get(path: str) -> object:
    sent = house.knock(path, HTTP_HOST="localhost")
    return {"status": sent.status, "body": sent.body.decode(), "asked": house.asked}


def decide(act: str, comment: str, expected: str) -> None:
    moderation.decide([comment], act=act, expected=expected, moderator=User.objects.get(username="mo"))


def die(comment: str) -> object:
    """A process of this machine rejects a comment and is killed before it can say so to the others."""
    if child := os.fork():
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    Mark.renew = lambda *_: os._exit(9) if not connection.in_atomic_block else None  # type: ignore[method-assign]
    decide("reject", comment, "approved")
    os._exit(0)


def database(state: str) -> None:
    BaseDatabaseWrapper.connect = connect if state == "on" else fail  # type: ignore[assignment,method-assign]


def watch() -> None:
    watching.look()
    watching.watch()


def kept() -> object:
    return [page.bodies[""].decode() for page in PAGES]


ACTS = {act.__name__: act for act in (get, decide, die, database, watch, kept)}
for line in sys.stdin:
    word, *rest = line.split()
    print(json.dumps(ACTS[word](*rest)), flush=True)
    connection.close()
