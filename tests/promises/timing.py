"""Measures whether the time of an answer tells if an address is known: python -m tests.promises.timing --posts 2000

Comments from addresses of each kind are sent in turn, in a new random order each time, to a site with a database of its
own in memory. The AUC is the chance that an answer to one kind takes longer than an answer to a stranger: 0.5 tells
nothing, and what is outside 0.45 to 0.55 fails. No test, for a busy machine must not make one fail.
"""

import argparse
import gc
import os
import random
import statistics
import sys
import tempfile
import time
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from pathlib import Path
from typing import Any

LEAST, MOST = 0.45, 0.55
KNOWN = 50  # addresses of each kind
MEMORY = "/dev/shm"  # noqa: S108 - only a folder of our own in it


def decided(act: str) -> Callable[[list[str]], None]:
    """Makes addresses known by a comment each, on which a moderator decided."""

    def prepare(addresses: list[str]) -> None:
        from django.contrib.auth.models import User

        from articles.models import Article
        from comments import moderation
        from comments.models import Comment

        article, moderator = Article.objects.get(), User.objects.get()
        for address in addresses:
            moderation.receive(article=article, name="Rita", text=f"By {address}", address=address)
        waiting = list(Comment.objects.with_status("pending").values_list("public_id", flat=True))
        moderation.decide(waiting, act=act, expected="pending", moderator=moderator)

    return prepare


def block(addresses: list[str]) -> None:
    """These never want to hear from the site again. Only the worker can make such an entry."""
    from comments import vault
    from comments.models import Blocked

    Blocked.objects.bulk_create([Blocked(fingerprint=vault.fingerprint(address)) for address in addresses])


# What an address can be, and how some become so; one more line for one more kind. A stranger's is what the others are
# compared with.
STRANGER = "unknown"
KINDS: dict[str, Callable[[list[str]], None]] = {
    STRANGER: lambda addresses: None,
    "known": decided("approve"),
    "spammer": decided("spam"),
    "blocked": block,
}


def auc(these: list[float], others: list[float]) -> float:
    """The chance that one of these is greater than one of the others; ties count half (Mann and Whitney)."""
    others = sorted(others)
    wins = sum(bisect_left(others, one) + bisect_right(others, one) for one in these)
    return wins / (2 * len(these) * len(others))


def set_up(folder: Path) -> None:
    """A site with one article, whose settings are all in this folder."""
    os.environ.update(VAR_DIR=str(folder), DJANGO_SETTINGS_MODULE="harmblog.settings", DEBUG="0", LOG_LEVEL="ERROR")
    os.environ.update(SECRET_KEY="s" * 60, ALLOWED_HOSTS="testserver", DATABASE_URL=f"sqlite:///{folder}/db.sqlite3")
    os.environ.update(SEALING_PUBLIC_KEYS=str(folder / "public"))
    os.environ.pop("SEALING_PRIVATE_KEYS", None)
    (folder / "static").mkdir()
    (folder / "public").mkdir()
    (folder / "public/2000-01.pub").write_bytes(b"\1" * 32)  # until there are better ones, so that the settings load
    import django

    django.setup()
    from django.conf import settings
    from django.contrib.auth.models import User
    from django.core.management import call_command
    from django.utils import timezone

    from articles.models import Article
    from comments import vault

    vault.make_keys(folder / "public", folder / "private")
    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    call_command("migrate", verbosity=0)
    ada = User.objects.create(username="ada")
    Article.objects.create(title="Naloxone", body="Text.", author=ada, status="published", published_at=timezone.now())


def know(addresses: dict[str, list[str]], folder: Path) -> None:
    """Make the addresses what they are to be; the worker, with the private keys, has seen them all."""
    from django.conf import settings
    from django.core.management import call_command

    settings.SEALING_PRIVATE_KEYS = folder / "private"
    for kind, prepare in KINDS.items():
        prepare(addresses[kind])
    call_command("worker", "--once")
    settings.SEALING_PRIVATE_KEYS = None


def measure(posts: int, addresses: dict[str, list[str]], *, boxes: bool) -> dict[str, list[float]]:
    """Seconds for each answer, by kind."""
    from django.conf import settings
    from django.test import Client

    settings.SENDS_MAIL = boxes
    ticked = {"tell_decision": "on", "tell_replies": "on"} if boxes else {}
    client, took = Client(), {kind: list[float]() for kind in KINDS}

    def send(kind: str, text: str) -> float:
        form: dict[str, Any] = {"name": "Rita", "email": random.choice(addresses[kind]), "comment": text, **ticked}
        start = time.perf_counter()
        answer = client.post("/articles/naloxone/comment/", form)
        seconds = time.perf_counter() - start
        assert answer.status_code == 303, answer.status_code
        return seconds

    for n in range(50):  # to warm up
        send(random.choice(list(KINDS)), f"Warm {n:08}")
    gc.disable()
    for n in range(posts):
        for kind in random.sample(list(KINDS), len(KINDS)):
            took[kind].append(send(kind, f"{random.getrandbits(64):020}"))
        if n % 100 == 0:
            gc.collect()
    return took


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--posts", type=int, default=2000, metavar="N", help="comments of each kind")
    parser.add_argument("--boxes", action="store_true", help="ask to be told of the decision and of replies")
    options = parser.parse_args()
    posts = options.posts
    where = MEMORY if os.access(MEMORY, os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="harmblog-timing-", dir=where) as folder:
        set_up(Path(folder))
        # Equally many of each kind and equally long, so that nothing but their past tells them apart.
        addresses = {kind: [f"{random.getrandbits(64):020}@example.org" for _ in range(KNOWN)] for kind in KINDS}
        know(addresses, Path(folder))
        took = measure(posts, addresses, boxes=options.boxes)
    failed = False
    spread = 1.96 * (1 / (6 * posts)) ** 0.5  # of the AUC of two equal samples
    for kind, times in took.items():
        found = auc(times, took[STRANGER])
        failed |= not LEAST <= found <= MOST
        median = 1000 * statistics.median(times)
        print(f"{kind:10} {posts} posts, median {median:.2f} ms, AUC against {STRANGER}: {found:.3f} (± {spread:.3f})")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
