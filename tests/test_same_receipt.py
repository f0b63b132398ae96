"""A receipt does not tell whether the address that was given with it is known here, or refuses mails."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from comments import moderation, receipts, vault
from comments.models import Blocked, Comment

from .mailing import Clock, Server, clock, mail_server, work

__all__ = ["clock", "mail_server"]
pytestmark = pytest.mark.django_db
WISHES = moderation.Wishes(tell_decision=True, tell_replies=True)
KNOWN = ["blocked", "refused", "asked"]


def known(kind: str, say: Any, server: Server) -> str:
    """An address with a history."""
    address = f"{kind}@example.org"
    if kind == "blocked":
        Blocked.objects.create(fingerprint=vault.fingerprint(address))
        return address
    say("Before.", address=address, wishes=WISHES)
    work()
    if kind == "refused":
        Client().post(server.collector.links()[1])
    return address


def looks(comment: Comment) -> tuple[str, ...]:
    """The page and the file, without what differs between any two receipts."""
    secret = receipts.secret_of(comment)
    page = Client().get(reverse("receipt", args=[secret])).content.decode()
    file = Client().post(reverse("receipt-download", args=[secret])).json()
    file["comment"] |= {"id": "", "text": ""}
    return str("Emails" in page), str(file)


@pytest.mark.parametrize("kind", KNOWN)
def test_receipts_look_the_same_all_the_time(
    say: Any, mo: Any, mail_server: Server, clock: Clock, kind: str, keys: Any, settings: Any
) -> None:
    settings.SEALING_PRIVATE_KEYS = keys / "private"
    address = known(kind, say, mail_server)
    before = len(mail_server.collector.arrived)
    clock.forward(hours=1)
    two = [say(f"{one} words.", address=one, wishes=WISHES) for one in (address, "new@example.org")]
    seen = []
    for hours in (0, 1, 46, 3):
        clock.forward(hours=hours)
        work()
        a, b = [looks(comment) for comment in two]
        assert a == b
        seen.append(a)
        moderation.decide([comment.seen for comment in two], act="approve", expected="pending", moderator=mo)
    assert seen[0] != seen[-1]
    assert [message["To"] for message in mail_server.collector.arrived[before:]] == ["new@example.org"]
