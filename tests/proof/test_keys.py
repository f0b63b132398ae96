"""Keys that are missing, torn, exchanged, or made by a process that dies: comments are taken, no address is lost."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.core.management import call_command
from django.test import Client

from articles.models import Article
from comments import notify, vault, worker
from comments.models import Comment, Contact, Mail

from ..canary import post
from ..mailing import Clock, Server, clock, mail_server, work

__all__ = ["clock", "mail_server"]
pytestmark = pytest.mark.django_db
ADDRESS = "rita@example.org"


@pytest.fixture
def mine(tmp_path: Path, settings: Any) -> Path:
    """Keys of this test alone, for it to spoil."""
    vault.make_keys(tmp_path / "public", tmp_path / "private")
    settings.SEALING_PUBLIC_KEYS, settings.SEALING_PRIVATE_KEYS = tmp_path / "public", tmp_path / "private"
    return tmp_path


@pytest.mark.fault(18)
@pytest.mark.one_database
@pytest.mark.parametrize("kept", [0, 1, 31], ids="{} bytes".format)
def test_comment_is_taken_though_a_public_key_is_torn(client: Client, article: Article, mine: Path, kept: int) -> None:
    newest_begun = min((mine / "public").iterdir())
    newest_begun.write_bytes(newest_begun.read_bytes()[:kept])
    assert post(client, article).status_code == 303
    assert Contact.objects.get().month > newest_begun.stem


@pytest.mark.fault(18)
@pytest.mark.one_database
def test_comment_without_an_address_is_taken_without_any_key(client: Client, article: Article, mine: Path) -> None:
    shutil.rmtree(mine / "public")
    assert post(client, article, email="").status_code == 303
    answer = post(client, article, comment="It helped me.")
    assert (answer.status_code, Comment.objects.count()) == (503, 1)
    assert "It helped me." in answer.content.decode()


@pytest.mark.fault(18)
@pytest.mark.parametrize("spoil", ["missing", "exchanged", "torn"])
def test_address_is_read_once_the_right_key_is_back(say: Any, mine: Path, spoil: str) -> None:
    comment = say(address=ADDRESS)
    key = mine / f"private/{Contact.objects.get().month}.key"
    right = key.read_bytes()
    key.unlink()
    if spoil != "missing":
        key.write_bytes(X25519PrivateKey.generate().private_bytes_raw()[: 32 if spoil == "exchanged" else 7])
    shutil.copytree(mine / "public", mine / "aside")
    call_command("worker", "--once")
    assert Contact.objects.get().fingerprint is None
    for file in (mine / "aside").iterdir():  # the worker may have made what was missing; the right ones come back
        shutil.copy(file, mine / "public")
    key.write_bytes(right)
    call_command("worker", "--once")
    contact = Contact.objects.get()
    assert contact.fingerprint == vault.fingerprint(ADDRESS)
    assert vault.open_sealed(contact.sealed, bound_to=comment.public_id) == ADDRESS  # type: ignore[arg-type]


@pytest.mark.fault(18)
@pytest.mark.one_database
def test_mail_waits_for_its_key_and_then_goes(
    client: Client, article: Article, mine: Path, mail_server: Server, clock: Clock
) -> None:
    post(client, article, email=ADDRESS, tell_decision="on")
    worker.screen()
    notify.plan()
    assert Mail.objects.filter(kind="confirm").count() == 1
    aside = (mine / "private").rename(mine / "elsewhere")
    (mine / "private").mkdir()
    shutil.copy(aside / vault.FINGERPRINT_KEY, mine / "private")
    work()
    assert mail_server.collector.ids == []
    shutil.rmtree(mine / "private")
    aside.rename(mine / "private")
    clock.forward(hours=2)
    work()
    assert len(mail_server.collector.ids) == 1


class Killed(BaseException):
    """No code catches it, as none runs after kill -9."""


@pytest.mark.fault(18)
def test_keys_that_were_being_made_at_a_kill_fit_each_other(
    tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch, record_property: Callable[[str, object], None]
) -> None:
    settings.SEALING_PUBLIC_KEYS, settings.SEALING_PRIVATE_KEYS = tmp_path / "public", tmp_path / "private"
    calls, points = 0, 0

    def dying(real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            nonlocal calls
            calls += 1
            if calls > points:
                raise Killed
            return real(*args, **kwargs)

        return call

    while True:
        shutil.rmtree(tmp_path, ignore_errors=True)
        calls, points = 0, points + 1
        with monkeypatch.context() as patch:
            for name in ("open", "link", "fsync", "mkdir"):
                patch.setattr(os, name, dying(getattr(os, name)))
            try:
                vault.make_keys(tmp_path / "public", tmp_path / "private")
                break  # no kill any more: all points were tried
            except Killed:
                pass
        before = {file: file.read_bytes() for file in tmp_path.rglob("*.pub")}
        vault.make_keys(tmp_path / "public", tmp_path / "private")
        assert {file: file.read_bytes() for file in before} == before
        sealed = vault.seal(ADDRESS, bound_to="row")
        assert vault.open_sealed(sealed, bound_to="row") == ADDRESS
        assert len(vault.openable_months()) == vault.MONTHS_AHEAD
    assert points > 10
    record_property("figure", f"{points} points of dying while keys are made: all fit afterwards")
