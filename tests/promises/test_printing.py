"""Channel 31: a contact shows nothing of its address, however it is printed, pickled or dumped."""

import io
import json
import pickle
from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command
from django.forms import model_to_dict

from comments import vault
from comments.models import Contact

from ..canary import ADDRESS, leaks
from .channels import guards, plants
from .people import stand_ins

pytestmark = pytest.mark.one_database

# --- Printing and dumping a contact ---------------------------------------------------------------------------------


WAYS_OUT: dict[str, Callable[[Contact], Any]] = {
    "str": lambda c: str(c) + str(c.sealed),
    "repr": lambda c: repr([c, c.sealed]),
    "format": lambda c: f"{c} {c.sealed:>40} {c.sealed!r} %s" % (c.sealed,),
    "dict": lambda c: (model_to_dict(c), vars(c), vars(c.comment)),
    "pickle": lambda c: pickle.dumps((c, c.sealed, c.comment)),
    "dumpdata": lambda c: dump(),
}


def dump() -> str:
    call_command("dumpdata", stdout=(out := io.StringIO()))
    return out.getvalue()


def shown_by(way: str, contact: Contact) -> list[str]:
    """What a way of printing shows of an address; pickling alone may show the seal, which it has to keep."""
    shown = WAYS_OUT[way](contact)
    assert shown
    data = shown if isinstance(shown, bytes) else str(shown).encode()
    seals = [mark.hex() for mark in stand_ins(contact.comment) if mark in data and way != "pickle"]
    return leaks(data) + seals


@guards(31)
@pytest.mark.parametrize("way", WAYS_OUT)
def test_contact_shows_nothing_by(way: str, say: Any) -> None:
    assert shown_by(way, Contact.objects.get(comment=say(address=ADDRESS))) == []


@plants(31)
@pytest.mark.parametrize("way", [way for way in WAYS_OUT if way != "pickle"])
def test_seal_that_prints_itself_is_caught(way: str, say: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    contact = Contact.objects.get(comment=say(address=ADDRESS))
    for name in ("__str__", "__repr__"):
        monkeypatch.setattr(vault.Sealed, name, lambda self: self.ciphertext.hex())
    monkeypatch.setattr(Contact, "__str__", lambda self: str(self.sealed))
    assert shown_by(way, contact) != []


@plants(31)
def test_address_in_a_pickle_is_caught(say: Any) -> None:
    contact: Any = Contact.objects.get(comment=say(address=ADDRESS))
    contact.address = ADDRESS  # as somebody would keep it for later
    assert shown_by("pickle", contact) != []


def test_dumpdata_writes_a_contact_as_sealed(say: Any) -> None:
    say(address=ADDRESS)
    rows = [row["fields"] for row in json.loads(dump()) if row["model"] == "comments.contact"]
    assert [row["sealed"] for row in rows] == ["<sealed>"]
