"""Channel 46: who takes the web process over reads no address, for it can only seal."""

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest

from comments import vault
from comments.desk import knowing
from comments.models import Comment, Contact

from ..canary import ADDRESS, browser, screen
from .channels import guards, plants
from .conftest import Seen
from .listening import keys_asked_for

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture
def contact(say: Any) -> Contact:
    return Contact.objects.select_related("comment").get(comment=say(address=ADDRESS))


@pytest.mark.promise(3)
@guards(46)
def test_web_process_cannot_open(contact: Contact) -> None:
    with pytest.raises(vault.VaultClosed):
        vault.open_sealed(contact.sealed, bound_to=contact.comment.public_id)
    with pytest.raises(vault.VaultClosed):
        vault.fingerprint(ADDRESS)


@pytest.mark.promise(3)
@guards(46)
def test_no_page_asks_for_a_private_key(seen: Seen) -> None:
    assert len(seen.answers) > 400
    assert seen.asked_for_keys == []


@plants(46)
def test_page_that_opens_an_address_is_caught(say: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    say(address=ADDRESS)

    def open_all(page: list[Comment]) -> None:
        for contact in Contact.objects.select_related("comment").filter(comment__in=page):
            vault.open_sealed(contact.sealed, bound_to=contact.comment.public_id)  # type: ignore[arg-type]

    monkeypatch.setattr(knowing, "latest_decisions", open_all)
    client = browser("moderator")
    client.raise_request_exception = False
    with keys_asked_for() as asked:
        assert client.get("/moderation/").status_code == 500
    assert len(asked) == 1


def test_worker_opens_what_was_sealed(contact: Contact, worker_process: None) -> None:
    assert vault.open_sealed(contact.sealed, bound_to=contact.comment.public_id) == ADDRESS


@pytest.mark.asvs("V11.3.3")
def test_ciphertext_of_another_row_is_forged(contact: Contact, say: Any, worker_process: None) -> None:
    with pytest.raises(vault.Forged):
        vault.open_sealed(contact.sealed, bound_to=say("Another.").public_id)


def test_worker_survives_a_forged_row(contact: Contact, say: Any, settings: Any) -> None:
    Contact.objects.create(comment=say("Another."), month=contact.month, sealed=contact.sealed)
    screen(settings)
    assert sorted(len(c.fingerprint or "") for c in Contact.objects.all()) == [0, 64]


@pytest.mark.asvs("V11.1.1")
def test_destroyed_key_closes_its_month_only(contact: Contact, settings: Any, tmp_path: Any) -> None:
    settings.SEALING_PUBLIC_KEYS, settings.SEALING_PRIVATE_KEYS = tmp_path / "public", tmp_path / "private"
    vault.make_keys(tmp_path / "public", tmp_path / "private")
    (tmp_path / f"private/{contact.month}.key").unlink()
    with pytest.raises(vault.VaultClosed):
        vault.open_sealed(contact.sealed, bound_to=contact.comment.public_id)
    assert vault.openable_months()
    assert contact.month not in vault.openable_months()


@pytest.mark.asvs("V13.3.4")
def test_new_month_uses_its_own_key(contact: Contact, say: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    next_month = (dt.datetime.now(dt.UTC).replace(day=1) + dt.timedelta(days=32)).replace(day=1)
    clock = SimpleNamespace(now=lambda zone: next_month)
    monkeypatch.setattr(vault, "dt", SimpleNamespace(datetime=clock, UTC=dt.UTC))
    later = Contact.objects.get(comment=say("A month later.", address=ADDRESS))
    assert later.sealed.month == later.month == f"{next_month:%Y-%m}" > contact.month


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("rita@example.org", " Rita@EXAMPLE.org\n", True),
        ("ren\u00e9e@example.org", "Rene\u0301e@example.org", True),
        ("rita@b\u00fccher.example", "rita@xn--bcher-kva.example", True),
        ("rita@example.org", "ri.ta@example.org", False),
        ("rita@example.org", "rita+blog@example.org", False),
    ],
)
def test_fingerprint_recognises(one: str, other: str, same: bool, worker_process: None) -> None:
    assert (vault.fingerprint(one) == vault.fingerprint(other)) is same
