"""One row that cannot be dealt with, whoever put it there, keeps nobody else waiting."""

from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from django.conf import settings
from django.test import Client
from django.urls import reverse

from comments import moderation, receipts, vault, worker
from comments.models import Comment, Contact, Erasure, Mail
from comments.moderation import receiving
from comments.vault import SUITE, Sealed

from .mailing import Server, mail_server, work

__all__ = ["mail_server"]


@pytest.mark.asvs("V1.3.11")
@pytest.mark.flaw("header and mail injection")
@pytest.mark.django_db
@pytest.mark.parametrize("address", ['"]\x0c+:"@example.org', "=?utf-8?b?YQpi?=@example.org", "a@a---éא.org"])
def test_address_that_no_mail_can_be_written_to(client: Client, mail_server: Server, address: str) -> None:
    asked = [client.post("/privacy/erase/", {"email": one}) for one in (address, "rita@example.org")]
    assert {answer.status_code for answer in asked} == {303}
    work()
    assert [message["To"] for message in mail_server.collector.arrived] == ["rita@example.org"]
    assert sorted(Mail.objects.values_list("state", flat=True)) == ["failed", "sent"]


def _sealed(content: bytes, comment: Comment, month: str, written: str = "") -> Sealed:
    key = X25519PublicKey.from_public_bytes((settings.SEALING_PUBLIC_KEYS / f"{month}.pub").read_bytes())
    bound = f"harmblog/contact/v1|{month}|{comment.public_id}".encode()
    return Sealed(written or month, SUITE.encrypt(content, key, bound))


@pytest.mark.django_db
@pytest.mark.usefixtures("worker_process")
@pytest.mark.parametrize("kind", ["no text", "another month", "too short", "nothing"])
def test_seal_that_opens_to_nothing(say: Any, kind: str) -> None:
    bad, good = say("First.", address="a@example.org"), say("Second.", address="rita@example.org")
    month = Contact.objects.get(pk=bad.pk).month
    seals = {
        "no text": _sealed(b"\xff\xfe", bad, month),
        "another month": _sealed(b"a@example.org", bad, month, written="1999-01"),
        "too short": Sealed(month, b"x"),
        "nothing": Sealed(month, b""),
    }
    Contact.objects.filter(pk=bad.pk).update(sealed=seals[kind])
    assert worker.screen() == 2
    assert Contact.objects.get(pk=bad.pk).fingerprint == ""
    assert Contact.objects.get(pk=good.pk).fingerprint == vault.fingerprint("rita@example.org")
    assert worker.screen() == 0


@pytest.mark.django_db
def test_changes_without_end_are_slowed_down_and_give_the_text_back(say: Any, client: Client) -> None:
    comment = say()
    address = reverse("receipt-edit", args=[receipts.secret_of(comment)])
    answers = [client.post(address, {"name": "Rita", "comment": f"Text {number}."}) for number in range(21)]
    assert [answer.status_code for answer in answers] == [303] * 20 + [429]
    assert "Text 20." in answers[-1].content.decode()
    comment.refresh_from_db()
    assert (comment.text, Erasure.objects.count()) == ("Text 19.", 20)


@pytest.mark.django_db
def test_post_sent_again_while_it_is_withdrawn_keeps_no_address(
    say: Any, approved: Any, article: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The look and the write are two moments; here its writer withdraws between them, in another window."""
    comment = say("Sent twice.", address="rita@example.org")
    say("An answer.", parent=comment)
    look = receiving._twin

    def late(repeat: str) -> Comment | None:
        found = look(repeat)
        monkeypatch.undo()
        moderation.withdraw(found)
        return found

    monkeypatch.setattr(receiving, "_twin", late)
    again = say("Sent twice.", address="rita@example.org")
    assert again.pk != comment.pk
    assert list(Contact.objects.values_list("comment", flat=True)) == [again.pk]
