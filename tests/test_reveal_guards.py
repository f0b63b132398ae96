"""Break-glass with one guard taken away: the others refuse. With both of a pair taken away it goes through, which shows
that nothing else had refused.
"""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db.models import F
from django.test import Client
from django.utils import timezone

from comments import reveal, vault, worker
from comments.desk import revealing
from comments.models import Comment, LogLine, Reveal
from comments.reveal import asking, opening
from harmblog.staff import second_factor

from .conftest import account, words
from .test_races import at_once

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
ADDRESS, REASON = "rita@example.org", "The court of Leiden ordered it, 12/34."
DAY = dt.timedelta(days=1)
Break = Callable[..., None]


class Glass:
    """Olu, who asks, Pat, who agrees, and everything that is between them and an address."""

    def __init__(self, say: Any, settings: Any, keys: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.say, self.settings, self.keys, self.patch = say, settings, keys, monkeypatch
        self.comment: Comment = say("About my doctor.", address=ADDRESS)
        self.olu, self.pat = account("olu", "Privacy officer"), account("pat", "Privacy officer")
        self.reason = REASON
        self.fresh = {"ask": True, "agree": True, "show": True}
        self.before_agreeing: Callable[[], object] = lambda: None

    def browser(self, user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    def unguarded_pages(self, *names: str) -> None:
        """Take these conditions of the pages away, wherever they stand there."""
        nothing: Any = lambda *args, **kwargs: True  # noqa: E731
        for name in names:
            for module in (reveal, asking, revealing):
                if hasattr(module, name):
                    self.patch.setattr(module, name, nothing)

    def unguarded_worker(self, *names: str) -> None:
        kept = tuple(condition for condition in opening.CONDITIONS if condition.__name__ not in names)
        assert len(kept) == len(opening.CONDITIONS) - len(names)
        self.patch.setattr(opening, "CONDITIONS", kept)

    def work(self) -> None:
        self.settings.SEALING_PRIVATE_KEYS = self.keys / "private"
        worker.unseal()
        self.settings.SEALING_PRIVATE_KEYS = None

    def go(self) -> bool:
        """The whole way; whether the address was seen."""
        olus, pats = self.browser(self.olu), self.browser(self.pat)
        self.patch.setattr(second_factor, "is_fresh", lambda request: self.fresh[self.step])
        self.step = "ask"
        olus.post(f"/sealed/ask/{self.comment.public_id}/", {"what": "address", "reason": self.reason})
        row = Reveal.objects.order_by("asked_at").last()
        if row is None:
            return False
        page = f"/sealed/request/{row.pk}/"
        self.before_agreeing()
        self.step = "agree"
        pats.post(page, {"act": "agree"})
        self.work()
        self.step = "show"
        seen = ADDRESS in words(olus.post(page, {"act": "show"}).content)
        row.refresh_from_db()
        assert seen == (row.state == "shown")
        assert row.answer is None or row.state == "opened"
        return seen


@pytest.fixture
def glass(say: Any, settings: Any, keys: Path, monkeypatch: pytest.MonkeyPatch) -> Glass:
    return Glass(say, settings, keys, monkeypatch)


# --- What is wrong, and the two guards against it ---------------------------------------------------------------------


def asker_without_right(glass: Glass) -> None:
    glass.olu.groups.clear()
    User.objects.filter(pk=glass.olu.pk).update(is_superuser=True)


def second_without_right(glass: Glass) -> None:
    glass.pat.groups.clear()
    User.objects.filter(pk=glass.pat.pk).update(is_superuser=True)


def no_reason(glass: Glass) -> None:
    glass.reason = "Because."


def one_key_held_down(glass: Glass) -> None:
    glass.reason = "a" * 60


def stale_at_asking(glass: Glass) -> None:
    glass.fresh["ask"] = False


def stale_at_agreeing(glass: Glass) -> None:
    glass.fresh["agree"] = False


def alone(glass: Glass) -> None:
    glass.pat = glass.olu


def too_late(glass: Glass) -> None:
    # Before it is asked: the log line speaks of the time that the row has.
    earlier = timezone.now() - 4 * DAY
    real = Reveal.__init__

    def at(self: Reveal, *args: Any, **kwargs: Any) -> None:
        real(self, *args, **({"asked_at": earlier} | kwargs if "reason" in kwargs else kwargs))

    glass.patch.setattr(Reveal, "__init__", at)


def fourth_of_a_day(glass: Glass) -> None:
    about = {"what": "address", "reason": REASON, "asked_by": glass.olu, "public_key": b"", "state": "refused"}
    Reveal.objects.bulk_create([Reveal(comment=glass.comment, **about) for _ in range(3)])


GUARDS: dict[Callable[[Glass], None], tuple[tuple[str, ...], tuple[str, ...]]] = {
    # what is wrong: the conditions of the pages, those of the worker
    asker_without_right: (("may", "_require_right"), ("_asker_may",)),
    second_without_right: (("may", "_require_right"), ("_second_may",)),
    no_reason: (("says_why",), ("_says_why",)),
    one_key_held_down: (("says_why",), ("_says_why",)),
    stale_at_asking: (("_refuse_stale", "_require_fresh"), ("_asked_with_second_factor",)),
    stale_at_agreeing: (("_refuse_stale", "_require_fresh"), ("_agreed_with_second_factor",)),
    too_late: (("_require_time",), ("_in_time",)),
    fourth_of_a_day: (("_require_few",), ("_is_one_of_few",)),
    alone: (("_require_another",), ("_are_two",)),
}


def test_with_everything_in_place_the_address_is_seen(glass: Glass) -> None:
    assert glass.go()


@pytest.mark.one_database
@pytest.mark.parametrize("wrong", GUARDS)
def test_pages_refuse_when_the_worker_does_not_look(glass: Glass, wrong: Callable[[Glass], None]) -> None:
    wrong(glass)
    glass.unguarded_worker(*GUARDS[wrong][1])
    assert not glass.go()
    assert not Reveal.objects.filter(opened_at__isnull=False).exists()


@pytest.mark.parametrize("wrong", GUARDS)
def test_worker_refuses_when_the_pages_do_not_look(glass: Glass, wrong: Callable[[Glass], None]) -> None:
    wrong(glass)
    glass.unguarded_pages(*GUARDS[wrong][0])
    assert not glass.go()
    row = Reveal.objects.get(agreed_by=glass.pat)
    assert (row.state, row.opened_at, row.answer) == ("refused", None, None)


@pytest.mark.one_database
@pytest.mark.parametrize("wrong", GUARDS)
def test_without_both_it_would_be_opened(glass: Glass, wrong: Callable[[Glass], None]) -> None:
    wrong(glass)
    glass.unguarded_pages(*GUARDS[wrong][0])
    glass.unguarded_worker(*GUARDS[wrong][1])
    seen = glass.go()
    assert seen or wrong is alone  # for whom a third guard stands before the look itself
    assert Reveal.objects.filter(opened_at__isnull=False).exists()


# --- The look itself --------------------------------------------------------------------------------------------------


@pytest.mark.asvs("V7.5.3")
@pytest.mark.parametrize("guard", ["_refuse_stale", "_require_fresh"])
def test_a_look_without_a_fresh_second_factor_is_refused_at_two_places(glass: Glass, guard: str) -> None:
    glass.fresh["show"] = False
    glass.unguarded_pages(guard)
    assert not glass.go()
    assert Reveal.objects.get().state == "opened"


def opened(glass: Glass) -> tuple[Reveal, Client]:
    olus = glass.browser(glass.olu)
    olus.post(f"/sealed/ask/{glass.comment.public_id}/", {"what": "address", "reason": REASON})
    row = Reveal.objects.get()
    glass.browser(glass.pat).post(f"/sealed/request/{row.pk}/", {"act": "agree"})
    glass.work()
    row.refresh_from_db()
    assert row.state == "opened"
    return row, olus


def look(browser: Client, row: Reveal) -> bool:
    return ADDRESS in words(browser.post(f"/sealed/request/{row.pk}/", {"act": "show"}).content)


def test_without_the_look_at_who_asks_the_key_is_missing(glass: Glass) -> None:
    row, _olus = opened(glass)
    glass.unguarded_pages("_require_asker")
    assert not look(glass.browser(glass.pat), row)


def test_with_the_key_of_who_asked_it_is_still_another_account(glass: Glass) -> None:
    row, olus = opened(glass)
    pats = glass.browser(glass.pat)
    name = revealing._cookie(row)
    pats.cookies[name] = olus.cookies[name].value
    assert not look(pats, row)
    glass.unguarded_pages("_require_asker")
    assert look(pats, row)


@pytest.mark.parametrize("gone", ["answer", "state", "cookie"])
def test_a_second_look_needs_three_things_that_are_all_gone(glass: Glass, gone: str) -> None:
    row, olus = opened(glass)
    name = revealing._cookie(row)
    key = olus.cookies[name].value
    assert look(olus, row)
    assert olus.cookies[name].value == ""
    if gone != "answer":
        Reveal.objects.update(answer=row.answer)
    if gone != "state":
        Reveal.objects.update(state="opened")
    if gone != "cookie":
        olus.cookies[name] = key
    assert not look(olus, row)


@pytest.mark.asvs("V15.4.2")
@pytest.mark.django_db(transaction=True)
def test_of_ten_looks_at_once_one_sees_it(glass: Glass) -> None:
    row, olus = opened(glass)
    key, session = olus.cookies[revealing._cookie(row)].value, olus.cookies["session"].value
    jar = {revealing._cookie(row): key, "session": session}

    def once() -> bool:
        browser = Client()
        browser.cookies.load(jar)
        return look(browser, row)

    assert sum(at_once([once] * 10, each=10)) == 1


@pytest.mark.django_db(transaction=True)
def test_of_ten_requests_at_once_three_are_taken(glass: Glass) -> None:
    session = glass.browser(glass.olu).cookies["session"].value

    def once() -> int:
        browser = Client()
        browser.cookies.load({"session": session})
        form = {"what": "address", "reason": REASON}
        return browser.post(f"/sealed/ask/{glass.comment.public_id}/", form).status_code

    assert sorted(at_once([once] * 10, each=10)) == [302] * 3 + [403] * 7
    assert Reveal.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_two_workers_open_it_once(glass: Glass, settings: Any, keys: Path) -> None:
    olus = glass.browser(glass.olu)
    olus.post(f"/sealed/ask/{glass.comment.public_id}/", {"what": "address", "reason": REASON})
    row = Reveal.objects.get()
    glass.browser(glass.pat).post(f"/sealed/request/{row.pk}/", {"act": "agree"})
    settings.SEALING_PRIVATE_KEYS = keys / "private"
    assert sum(at_once([reveal.open_agreed] * 10, each=10)) == 1
    assert LogLine.objects.filter(act="reveal-opened", subject=glass.comment.public_id).count() == 1
    assert look(olus, row)


# --- By the worker alone ----------------------------------------------------------------------------------------------


def test_web_process_cannot_open_it(glass: Glass) -> None:
    olus = glass.browser(glass.olu)
    olus.post(f"/sealed/ask/{glass.comment.public_id}/", {"what": "address", "reason": REASON})
    row = Reveal.objects.get()
    glass.browser(glass.pat).post(f"/sealed/request/{row.pk}/", {"act": "agree"})
    with pytest.raises(vault.VaultClosed):
        reveal.open_agreed()
    glass.patch.setattr(opening, "_keys_are_here", lambda: None)
    reveal.open_agreed()
    assert Reveal.objects.get().answer is None
    assert not look(olus, row)


# --- Somebody who writes into the database ----------------------------------------------------------------------------


def forge(glass: Glass, **changed: Any) -> Reveal:
    """Asked and agreed to, and then a row that somebody has changed."""
    olus = glass.browser(glass.olu)
    olus.post(f"/sealed/ask/{glass.comment.public_id}/", {"what": "address", "reason": REASON})
    row = Reveal.objects.get()
    glass.browser(glass.pat).post(f"/sealed/request/{row.pk}/", {"act": "agree"})
    Reveal.objects.update(**changed)
    glass.work()
    row.refresh_from_db()
    return row


@pytest.mark.parametrize(
    "changed",
    [
        {"public_key": vault.one_time_key()[1]},
        {"reason": "Another reason, which nobody has read."},
        {"asked_at": F("asked_at") - dt.timedelta(seconds=1)},
        {"agreed_at": F("agreed_at") - dt.timedelta(microseconds=1)},
        {"asked_by": F("agreed_by"), "agreed_by": F("asked_by")},
        {"what": "original"},
    ],
)
def test_row_that_was_changed_after_it_was_agreed_to_is_refused(glass: Glass, changed: dict[str, Any]) -> None:
    row = forge(glass, **changed)
    assert (row.state, row.answer) == ("refused", None)


def test_request_moved_to_another_comment_is_refused(glass: Glass) -> None:
    row = forge(glass, comment=glass.say("Another.", address="ren@example.org"))
    assert (row.state, row.answer) == ("refused", None)


def test_row_that_nobody_asked_for_is_refused(glass: Glass) -> None:
    now = timezone.now()
    people = {"asked_by": glass.olu, "agreed_by": glass.pat, "agreed_at": now, "state": "agreed"}
    key = vault.one_time_key()[1]
    row = Reveal.objects.create(comment=glass.comment, what="address", reason=REASON, public_key=key, **people)
    for step, who in (("asked", glass.olu), ("agreed", glass.pat)):
        line = {
            "act": f"reveal-{step}",
            "subject": glass.comment.public_id,
            "actor": who.pk,
            "at": now,
            "mac": "0" * 64,
        }
        LogLine.objects.create(number=10**9 + who.pk, before="", after=step, reason="0" * 20, **line)
    glass.work()
    row.refresh_from_db()
    assert (row.state, row.answer) == ("refused", None)


@pytest.mark.parametrize("end", ["stopped", "shown", "expired"])
def test_request_that_is_over_is_not_begun_again_by_writing_its_state(glass: Glass, end: str) -> None:
    row, olus = opened(glass)
    kept, key = bytes(row.answer), olus.cookies.output(header="")
    if end == "stopped":
        glass.browser(glass.pat).post(f"/sealed/request/{row.pk}/", {"act": "stop"})
    elif end == "shown":
        assert look(olus, row)
    else:
        reveal.expire(timezone.now() + 2 * DAY)
    olus.cookies.load(key)
    Reveal.objects.update(state="opened", answer=kept, shown_at=None)
    assert not look(olus, row)
    Reveal.objects.update(state="agreed", answer=None, opened_at=None)
    glass.work()
    row.refresh_from_db()
    assert (row.state, row.answer) == ("refused", None)
