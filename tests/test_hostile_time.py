"""What costs the square of its length elsewhere costs a moment here: heaps of accents, and passwords without end."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from comments import limits
from comments.desk.places import folded
from comments.screening import listed
from comments.screening.finding import Label
from comments.screening.unmasked import unmask
from harmblog.staff import passwords
from harmblog.text import normalized

from .speed import within
from .staffing import app_of

HEAP = "a" + "\u0300" * 60_000 + "\u0316" * 60_000  # half a minute to put in order, were it believed
MOMENT = 2.0  # seconds of the processor


def quickly(act: Callable[[], Any]) -> Any:
    return within(MOMENT, act)


@pytest.mark.asvs("V1.3.12")
@pytest.mark.flaw("slow text")
@pytest.mark.parametrize("read", [normalized, folded, passwords.folded, limits.limiter.said])
def test_heap_of_accents_is_read_at_once(read: Callable[[str], Any]) -> None:
    quickly(lambda: read(HEAP))


def test_letters_are_the_same_with_as_many_accents_as_anybody_writes() -> None:
    assert normalized("e\u0301 \ufb01 ａ \u1e9b\u0323 \u0f73 \uff76\uff9e") == "é fi a ṩ \u0f71\u0f72 ガ"
    assert len(normalized(HEAP)) < 40


def test_list_in_which_all_lines_begin_alike_is_no_slower() -> None:
    words = listed.Words(Label.SPAM, "", tuple(f"buy some m{number}" for number in range(listed.MOST_LINES)))
    read = unmask("buy some " * 1_100 + "m7", quotes=True)
    assert [match.entry for match in quickly(lambda: list(listed.matches(read, words)))] == ["buy some m7"]


@pytest.mark.flaw("slow text")
@pytest.mark.django_db
@pytest.mark.one_database
@pytest.mark.parametrize("field", ["username", "password"])
def test_stranger_cannot_keep_the_log_in_busy(client: Client, field: str) -> None:
    form = {"username": "mo", "password": "x", field: HEAP}
    assert quickly(lambda: client.post("/accounts/login/", form)).status_code == 200


@pytest.mark.django_db
@pytest.mark.one_database
@pytest.mark.parametrize("field", ["code", "recovery"])
def test_password_alone_cannot_keep_the_second_step_busy(desk: Client, mo: User, settings: Any, field: str) -> None:
    settings.STAFF_SECOND_FACTOR = True
    app_of(mo)
    assert quickly(lambda: desk.post("/accounts/confirm/", {field: HEAP})).status_code == 422


@pytest.mark.flaw("slow text")
@pytest.mark.django_db
@pytest.mark.one_database
def test_endless_password_is_looked_at_no_longer_than_others(desk: Client) -> None:
    """Its repetitions would fill the memory."""
    new = "none of these words is in a list " * 3000
    form = {"old_password": "wrong", "new_password1": new, "new_password2": new}
    assert quickly(lambda: desk.post("/accounts/password/", form)).status_code == 200
    assert passwords.period("abc" * 60) == 3
