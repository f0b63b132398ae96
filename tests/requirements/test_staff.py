"""Requirements on accounts, forms, keys and what is written down of closed doors."""

import io
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from django.conf import settings as site
from django.contrib.auth.models import User
from django.test import Client

from articles.models import Article
from comments import vault
from comments.models import Comment
from harmblog.logs import PrivateFormatter
from harmblog.models import StaffSession

from ..conftest import PASSWORD, account
from ..editing import open_form, press
from ..staffing import log_in

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
DEPLOY = Path(site.BASE_DIR) / "deploy"


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What the site's own log says, from INFO on."""
    handler = logging.StreamHandler(io.StringIO())
    handler.setFormatter(PrivateFormatter())
    logging.getLogger().addHandler(handler)
    yield handler.stream
    logging.getLogger().removeHandler(handler)


# --- Accounts -------------------------------------------------------------------------------------------------------


@pytest.mark.asvs("V6.2.1")
@pytest.mark.parametrize(("new", "taken"), [("plum tram oxid", False), ("plum tram oxide", True)])
def test_password_of_fourteen_characters_is_too_short(mo: User, new: str, taken: bool) -> None:
    form = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    log_in("mo").browser.post("/accounts/password/", form)
    mo.refresh_from_db()
    assert (len(new), mo.check_password(new)) == (15 if taken else 14, taken)


@pytest.mark.asvs("V7.4.2", "V8.3.2")
@pytest.mark.parametrize("act", ["switched off", "deleted"])
def test_account_that_ends_is_out_with_its_next_request(mo: User, act: str) -> None:
    browsers = [log_in("mo").browser for _ in range(2)]
    assert [browser.get("/moderation/").status_code for browser in browsers] == [200, 200]
    if act == "deleted":
        mo.delete()
    else:
        User.objects.filter(pk=mo.pk).update(is_active=False)
    answers = [browser.get("/moderation/") for browser in browsers]
    assert {answer.headers.get("Location") for answer in answers} == {"/accounts/login/?next=/moderation/"}
    assert not StaffSession.objects.exists() or act == "switched off"
    assert log_in("mo").status_code == 200


@pytest.mark.asvs("V8.3.2")
def test_right_that_is_taken_away_is_gone_with_the_next_request(desk: Client, mo: User, say: Any) -> None:
    comment = say()
    assert desk.get("/moderation/").status_code == 200
    mo.groups.clear()
    act = {"comment": comment.public_id, "expected": "pending", "act": "approve"}
    assert [desk.get("/moderation/").status_code, desk.post("/moderation/decide/", act).status_code] == [403, 403]
    comment.refresh_from_db()
    assert comment.status == "pending"


# --- Forms ----------------------------------------------------------------------------------------------------------

# Every column of a comment that its form does not show.
FORGED = {field.attname: "1" for field in Comment._meta.concrete_fields if field.name not in {"name", "text", "parent"}}
FORGED |= {"status": "approved", "author": "1", "moderator": "1", "is_staff": "1", "indexable": ""}  # a box, left empty
# What its words, its secrets and the moment it came in make of it.
OWN = set("id public_id text html receipt_hash words_hash repeat_hash received_at labels lane".split())
BY_AN_EDIT = set("text html repeat_hash revision labels lane sorted_at".split())


def columns() -> list[dict[str, Any]]:
    return list(Comment.objects.order_by("pk").values())


@pytest.mark.asvs("V15.3.3")
@pytest.mark.flaw("forged forms")
def test_reader_sets_no_column_that_the_form_does_not_show(client: Client, article: Article) -> None:
    address, honest = f"{article.get_absolute_url()}comment/", {"name": "Rita", "comment": "It helped me."}
    client.post(address, honest)
    receipt = client.post(address, {**honest, **FORGED, "comment": "It did."})["Location"]
    first, second = columns()
    assert {name for name in first if first[name] != second[name]} <= OWN
    assert len(FORGED) > 20
    assert client.post(f"{receipt}edit/", {**honest, **FORGED, "comment": "It does."}).status_code == 303
    untouched, third = columns()
    assert untouched == first
    assert {"text"} <= {name for name in second if second[name] != third[name]} <= BY_AN_EDIT


@pytest.mark.asvs("V15.3.3")
@pytest.mark.flaw("forged forms")
def test_editor_becomes_nothing_more_by_a_form(writing: Client, ada: User, mo: User, article: Article) -> None:
    forged = {"is_superuser": "on", "is_staff": "on", "groups": ["1", "2"], "user_permissions": ["1"], "user": mo.pk}
    press(writing, article, "_save", open_form(writing, article), title="Changed", id="999", **forged)
    new = "five words nobody else had"
    passwords = {"old_password": PASSWORD, "new_password1": new, "new_password2": new, "username": "root", **forged}
    writing.post("/accounts/password/", passwords)
    ada.refresh_from_db()
    assert (ada.username, ada.is_superuser, [group.name for group in ada.groups.all()]) == ("ada", False, ["Editor"])
    assert ada.check_password(new)
    assert Article.objects.get().pk == article.pk


# --- Keys and where they are ----------------------------------------------------------------------------------------


@pytest.mark.asvs("V11.3.2", "V11.3.3")
def test_addresses_are_sealed_by_approved_ciphers(keys: Path) -> None:
    """All three are on the standard's list, and ChaCha20-Poly1305 is authenticated."""
    approved = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
    sealed = vault.seal("rita@example.org", bound_to="row")
    key = X25519PrivateKey.from_private_bytes((keys / f"private/{sealed.month}.key").read_bytes())
    info = vault._info(sealed.month, "row")
    assert approved.decrypt(sealed.ciphertext, key, info) == b"rita@example.org"
    changed = sealed.ciphertext[:-1] + bytes([sealed.ciphertext[-1] ^ 1])
    with pytest.raises(InvalidTag):
        approved.decrypt(changed, key, info)


@pytest.mark.asvs("V13.4.2")
@pytest.mark.parametrize("file", ["site.env.example", "Containerfile"])
def test_what_is_shipped_runs_without_debugging(file: str) -> None:
    said = [word for word in (DEPLOY / file).read_text().split() if word.startswith("DEBUG=")]
    assert said == ["DEBUG=0"]
    assert "DEBUG=1" not in "".join(unit.read_text() for unit in DEPLOY.rglob("*.service"))


@pytest.mark.asvs("V13.2.4")
@pytest.mark.flaw("maps")
def test_web_process_is_let_out_to_nobody() -> None:
    unit = (DEPLOY / "systemd/harmblog-web@.service").read_text().splitlines()
    assert {"IPAddressDeny=any", "IPAddressAllow=localhost"} <= set(unit)


# --- Closed doors ---------------------------------------------------------------------------------------------------


@pytest.mark.asvs("V16.3.2")
@pytest.mark.parametrize("path", ["/moderation/", "/sealed/", "/healthz/detail/"])
def test_door_that_stayed_closed_leaves_a_line(log: io.StringIO, path: str) -> None:
    somebody = Client()
    somebody.force_login(account("cnry-somebody", "Editor", is_staff=True))
    assert somebody.get(path).status_code == 403
    (line,) = [line for line in log.getvalue().splitlines() if " 403 GET " in line]
    assert line.endswith(f" WARNING django.request: 403 GET {path[1:]}")
    assert "cnry" not in log.getvalue()
