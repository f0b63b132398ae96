"""The harness sees through every disguise, and no channel is without a guard and a planted leak."""

import json
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpResponse

from ..canary import raw
from . import channels
from .encodings import BEGINNING, COMMENTERS, DISGUISES, FORMS, WRAPPINGS, Commenter, forms_of, leaks
from .timing import auc

OF_AN_ADDRESS = ("local part", "punycode", "words of an index")


@pytest.mark.parametrize("disguise", DISGUISES)
@pytest.mark.parametrize("who", COMMENTERS, ids=["one", "two", "three"])
def test_address_is_seen_through(disguise: str, who: Commenter) -> None:
    assert leaks(f'<a title="{DISGUISES[disguise](who.address)}">Rita</a>'.encode())


@pytest.mark.parametrize("disguise", [name for name in DISGUISES if name not in OF_AN_ADDRESS])
def test_ip_and_user_agent_are_seen_through(disguise: str) -> None:
    for secret in (COMMENTERS[1].ip, COMMENTERS[1].agent):
        assert leaks(f"Sent by {DISGUISES[disguise](secret)}.".encode()), secret


@pytest.mark.parametrize("wrapping", WRAPPINGS)
def test_packed_address_is_unpacked(wrapping: str) -> None:
    packed = WRAPPINGS[wrapping](f"Comment of {COMMENTERS[2].address}".encode() * 9)
    assert COMMENTERS[2].address.encode() not in packed
    assert leaks(packed)


@pytest.mark.parametrize("encoding", ["gzip", "Brotli"])
def test_answer_is_unpacked(encoding: str) -> None:
    header = {"gzip": "gzip", "Brotli": "br"}[encoding]
    body = WRAPPINGS[encoding](COMMENTERS[0].address.encode() * 9)
    assert leaks(raw(HttpResponse(body, headers={"Content-Encoding": header})))


def test_one_commenter_is_not_taken_for_another() -> None:
    for who in COMMENTERS:
        assert {name.partition(": ")[0] for name in leaks(who.address.encode())} == {who.address}


def test_innocent_bytes_are_innocent() -> None:
    noise = random.Random(46).randbytes(500_000)
    assert leaks(noise + noise.hex().encode()) == []
    assert leaks(json.dumps({"mail": "rita@example.org", "ip": "198.51.100.7", "sum": "0" * 64}).encode() * 100) == []


def test_no_form_is_too_short_to_be_looked_for() -> None:
    assert min(map(len, FORMS.values())) >= BEGINNING
    assert len(FORMS) == sum(len(forms_of(who)) for who in COMMENTERS) > 5000


@pytest.mark.parametrize(
    ("these", "others", "chance"),
    [
        ([1.0, 2.0], [2.0, 1.0], 0.5),
        ([3.0], [1.0, 2.0], 1.0),
        ([1.0, 4.0], [2.0, 3.0, 5.0], 1 / 3),
        ([1.0], [1.0], 0.5),
    ],
)
def test_chance_that_one_takes_longer(these: list[float], others: list[float], chance: float) -> None:
    assert auc(these, others) == pytest.approx(chance)


# --- The table --------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def table() -> Any:
    channels.load()
    return channels


@pytest.mark.parametrize("number", range(1, 47))
def test_channel_has_a_guard_and_a_planted_leak(table: Any, number: int) -> None:
    assert table.CHANNELS[number]
    assert table.GUARDS[number], f"Nothing guards {number}, {table.CHANNELS[number]}"
    assert table.LEAKS[number], f"No leak was planted into {number}, {table.CHANNELS[number]}"


def test_table_is_printed(table: Any) -> None:
    lines = table.table().splitlines()
    assert len(lines) == 2 + 46
    assert "`test_pages.test_leak_in_a_page_is_caught`" in lines[2]
    run = [sys.executable, "-m", "tests.promises"]
    printed = subprocess.run(run, cwd=Path(settings.BASE_DIR), capture_output=True, text=True, check=True).stdout
    assert printed.splitlines()[2].split("|")[2] == " HTML of public pages "
