"""Guesses at passwords: slowed down, told nothing, locked out for good never. And which passwords are taken."""

from typing import Any

import pytest
from django.contrib.auth import hashers
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client

from harmblog.block import DailySalt
from harmblog.staff import throttle
from harmblog.staff.throttle import BY_ACCOUNT, BY_BLOCK, Waits

from .conftest import PASSWORD, account
from .promises.listening import statements
from .staffing import log_in

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
WRONG = f"not {PASSWORD}"


def statuses(*tries: tuple[str, str]) -> list[int]:
    return [log_in(*given).status_code for given in tries]


@pytest.mark.asvs("V6.3.1")
def test_account_is_guessed_at_five_times_and_then_waits(mo: User) -> None:
    assert statuses(*[("mo", WRONG)] * 5, ("mo", PASSWORD)) == [200] * 5 + [429]


def test_success_forgets_the_failures(mo: User) -> None:
    for _ in range(3):
        assert statuses(*[("mo", WRONG)] * 4, ("mo", PASSWORD)) == [200] * 4 + [302]
        throttle.BY_BLOCK.forget()


def test_place_is_allowed_ten_failures_whatever_the_names(mo: User, kit: User) -> None:
    tries = [(f"name{number}", WRONG) for number in range(10)]
    assert statuses(*tries, ("mo", PASSWORD)) == [200] * 10 + [429]


@pytest.mark.asvs("V6.3.1")
def test_others_behind_the_same_address_log_in_as_often_as_they_like(mo: User) -> None:
    assert statuses(*[("mo", PASSWORD)] * 25) == [302] * 25


def test_own_account_forgives_no_guesses_at_others(mo: User, kit: User) -> None:
    tries = [(f"name{number}", WRONG) for number in range(9)]
    assert statuses(*tries, ("kit", PASSWORD), ("last", WRONG), ("mo", PASSWORD)) == [200] * 9 + [302, 200, 429]


def test_locked_answer_says_when_and_not_who(mo: User, monkeypatch: pytest.MonkeyPatch) -> None:
    account("gone", is_active=False)
    monkeypatch.setattr(BY_BLOCK, "attempt", lambda word: 0)
    monkeypatch.setattr(BY_ACCOUNT, "_clock", lambda: 1000.0)
    found = []
    for name in ("mo", "gone", "nobody", "MO"):
        answers = []
        for _ in range(7):
            with statements() as made:
                answer = log_in(name, WRONG, client=Client())
            body = answer.content.replace(f'value="{name}"'.encode(), b"").partition(b"csrfmiddlewaretoken")
            answers.append((answer.status_code, answer.get("Retry-After"), body[0], body[2][90:], made))
        found.append(answers)
    assert found[0] == found[1] == found[2] == found[3]
    assert [(status, seconds) for status, seconds, *_ in found[0]] == [(200, None)] * 5 + [(429, "31")] * 2


@pytest.mark.asvs("V6.3.8")
@pytest.mark.flaw("accounts told apart")
def test_password_is_hashed_once_for_any_name(mo: User, monkeypatch: pytest.MonkeyPatch) -> None:
    account("gone", is_active=False), User.objects.create_user("unusable")
    count, encode = [], hashers.MD5PasswordHasher.encode
    monkeypatch.setattr(hashers.MD5PasswordHasher, "encode", lambda self, *args: count.append(1) or encode(self, *args))
    for name in ("mo", "gone", "nobody", "unusable"):
        count.clear()
        log_in(name, WRONG)
        assert len(count) == 1, name


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_waits_grow_to_a_quarter_of_an_hour_and_no_further() -> None:
    clock, seen = Clock(), []
    waits = Waits(2, clock=clock)
    waits.attempt("mo")
    for _ in range(9):
        assert waits.attempt("mo") == 0
        wait = waits.attempt("mo")
        seen.append(wait)
        clock.now += wait
    assert seen == [31, 61, 121, 241, 481, 901, 901, 901, 901]


def test_try_during_a_wait_prolongs_nothing() -> None:
    clock = Clock()
    waits = Waits(1, clock=clock)
    waits.attempt("mo")
    for second in range(30):
        clock.now = second
        assert waits.attempt("mo") == 31 - second
    clock.now = 31
    assert waits.attempt("mo") == 0


def test_failures_are_forgotten_after_an_hour_and_with_the_day() -> None:
    clock, days = Clock(), ["monday"]
    waits = Waits(2, clock=clock, salt=DailySalt(lambda: days[0]))  # type: ignore[arg-type, return-value]
    for later in (0, 3601, 7202):
        clock.now = later
        assert [waits.attempt("mo"), waits.attempt("kit")] == [0, 0]
    waits.attempt("mo")
    assert waits.attempt("mo")
    days[0] = "tuesday"
    assert waits.attempt("mo") == 0


def test_counters_hold_no_name_and_never_grow_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttle, "KEPT", 100)
    waits = Waits(2)
    for number in range(500):
        waits.attempt(f"name{number}")
    assert len(waits._tries) == 100
    assert not any("name" in key for key in waits._tries)


@pytest.mark.parametrize("typed", ["", "\0", "x" * 100_000])
def test_nonsense_is_nobody(typed: str) -> None:
    assert log_in(typed, WRONG).status_code == 200


def test_own_password_is_guessed_at_five_times_too(desk: Client) -> None:
    form = {"old_password": WRONG, "new_password1": PASSWORD, "new_password2": PASSWORD}
    assert [desk.post("/accounts/password/", form).status_code for _ in range(6)] == [200] * 5 + [429]


def test_fields_say_to_password_managers_what_they_are(client: Client, desk: Client) -> None:
    assert b'autocomplete="current-password"' in client.get("/accounts/login/").content
    page = desk.get("/accounts/password/").content
    assert (page.count(b'"current-password"'), page.count(b'"new-password"')) == (1, 2)


# --- Passwords --------------------------------------------------------------------------------------------------------


def is_taken(password: str, user: User | None = None) -> bool:
    try:
        validate_password(password, user)
    except ValidationError:
        return False
    return True


@pytest.mark.asvs("V6.2.4", "V6.2.12")
@pytest.mark.parametrize(
    "password",
    [
        "fourteen chars",
        "harmreduction2026",
        "Harm-Reduction-Moderator-1",
        "Harmblog harmblog!",
        "Night shift 2026 password",
        "passwordpassword1",
        "aaaaaaaaaaaaaaaaaaaa",
        "abcabcabcabcabcabc",
        "1234567890123456789",
        "qwertyuiopasdfghjkl",
        "lkjhgfdsapoiuytrewq",
        "1q2w3e4r5t6y7u8i9o",
        "sunshineprincess1",
        "2001sunshineprincess!",
        "Schadensminderung 1",
        "abcdefghijklmnopq",
        "9876543210987654",
    ],
)
def test_password_that_everybody_tries_is_refused(password: str, settings: Any) -> None:
    settings.SITE_NAME = "Night shift"
    assert not is_taken(password)


@pytest.mark.parametrize(
    "password",
    [
        PASSWORD,
        "correct horse battery staple",
        "tGv0-pWq3_kZr8-mNb2",
        "elf kleine gelbe busse",
        "ночью все кошки серы",
        "x" * 3 + "a much longer sentence than anybody needs, with commas, and 64 or more characters in it",
    ],
)
def test_long_password_of_ones_own_is_taken_whatever_it_is_made_of(password: str) -> None:
    assert is_taken(password)


def test_password_like_the_name_is_refused(mo: User) -> None:
    mo.first_name = "Bartholomew Longfellow"
    assert not is_taken("bartholomewlongfellow", mo)
