"""Break-glass: two people and a reason, opened by the worker, seen once in one browser, told on the receipt."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from comments import log, moderation, receipts, retention, reveal, vault, worker
from comments.models import Comment, Contact, LogLine, Original, Reveal

from .canary import kept_bytes, wipe_what_other_tests_left
from .conftest import PASSWORD, account, words
from .promises.listening import log_of_everything

pytestmark = pytest.mark.django_db
ADDRESS, REASON = "rita@example.org", "The court of Leiden ordered it, 12/34."
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


@pytest.fixture
def olu(db: None) -> User:
    return account("olu", "Privacy officer")


@pytest.fixture
def pat(db: None) -> User:
    return account("pat", "Privacy officer")


@pytest.fixture
def comment(say: Any) -> Comment:
    return say("About my doctor.", address=ADDRESS)


def browser_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def olus(olu: User) -> Client:
    return browser_of(olu)


@pytest.fixture
def pats(pat: User) -> Client:
    return browser_of(pat)


def ask(client: Client, comment: Comment, reason: str = REASON, what: str = "address") -> Any:
    return client.post(f"/sealed/ask/{comment.public_id}/", {"what": what, "reason": reason})


def act(client: Client, what: str) -> Any:
    return client.post(f"/sealed/request/{Reveal.objects.latest('asked_at').pk}/", {"act": what})


def work(settings: Any, keys: Path) -> None:
    """What the worker does in a round, with the keys that it alone has."""
    settings.SEALING_PRIVATE_KEYS = keys / "private"
    worker.unseal()
    settings.SEALING_PRIVATE_KEYS = None


@pytest.fixture
def open_it(settings: Any, keys: Path) -> Any:
    return lambda: work(settings, keys)


@pytest.fixture
def opened(comment: Comment, olus: Client, pats: Client, open_it: Any) -> Reveal:
    ask(olus, comment)
    act(pats, "agree")
    open_it()
    row = Reveal.objects.get()
    assert row.state == "opened"
    return row


def state() -> str:
    return Reveal.objects.get().state


# --- The whole way ----------------------------------------------------------------------------------------------------


@pytest.mark.asvs("V14.2.6")
def test_two_people_and_a_reason_see_an_address_once(
    comment: Comment, olus: Client, pats: Client, open_it: Any
) -> None:
    assert ask(olus, comment).status_code == 302
    assert REASON in words(pats.get("/sealed/").content)
    assert act(pats, "agree").status_code == 302
    open_it()
    answer = act(olus, "show")
    assert ADDRESS in words(answer.content)
    assert answer.headers["Cache-Control"] == "no-store"
    again = act(olus, "show")
    assert (again.status_code, ADDRESS in words(again.content)) == (403, False)
    row = Reveal.objects.get()
    assert (row.state, row.answer) == ("shown", None)


def test_words_that_were_removed_are_seen_the_same_way(
    comment: Comment, olus: Client, pats: Client, open_it: Any
) -> None:
    sealed = vault.seal_original("Doctor Who of Delft", bound_to=comment.public_id)
    Original.objects.create(comment=comment, sealed=sealed)
    ask(olus, comment, what="original")
    act(pats, "agree")
    open_it()
    assert "Doctor Who of Delft" in words(act(olus, "show").content)
    receipt = words(Client().get(f"/receipt/{receipts.secret_of(comment)}/").content)
    assert "looked at the words that were removed" in receipt


def test_every_step_is_in_the_log(opened: Reveal, olus: Client, olu: User, pat: User) -> None:
    act(olus, "show")
    its = LogLine.objects.filter(subject=opened.comment.public_id).order_by("number")
    told = list(its.values_list("act", "actor"))
    steps = [("reveal-asked", olu.pk), ("reveal-agreed", pat.pk), ("reveal-opened", 0), ("reveal-shown", olu.pk)]
    assert told == steps
    assert list(log.verify()) == []


def test_the_receipt_tells_once_it_was_opened_and_not_before(
    comment: Comment, olus: Client, pats: Client, open_it: Any, client: Client
) -> None:
    page = f"/receipt/{receipts.secret_of(comment)}/"
    ask(olus, comment), act(pats, "agree")
    assert REASON not in words(client.get(page).content)
    assert json.loads(client.post(f"{page}download/").content)["opened_by_two_people"] == []
    open_it()
    assert "So far nobody has seen it" in words(client.get(page).content)
    act(olus, "show")
    told = words(client.get(page).content)
    assert "one person of this site looked at your email address" in told
    assert REASON in told
    today = timezone.localdate().isoformat()
    expected = [{"what": "address", "reason": REASON, "opened_on": today, "seen_on": today}]
    assert json.loads(client.post(f"{page}download/").content)["opened_by_two_people"] == expected


def test_the_notice_stays_for_a_year(opened: Reveal) -> None:
    retention.apply(timezone.now() + 364 * DAY)
    assert Reveal.objects.exists()
    retention.apply(timezone.now() + 366 * DAY)
    assert not Reveal.objects.exists()


def test_taking_the_comment_back_takes_the_answer_along(opened: Reveal, approved: Any, olus: Client) -> None:
    approved("A reply.", parent=opened.comment)  # so that an empty place stays
    moderation.withdraw(opened.comment)
    assert not Reveal.objects.exists()
    assert olus.post(f"/sealed/request/{opened.pk}/", {"act": "show"}).status_code == 404


# --- Nothing of it is left anywhere -----------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_no_byte_of_the_database_and_no_log_line_ever_holds_the_address_or_the_key(
    comment: Comment, olus: Client, pats: Client, open_it: Any
) -> None:
    wipe_what_other_tests_left()
    kept = []
    with log_of_everything() as lines:
        asked = ask(olus, comment)
        (private,) = (morsel.value for name, morsel in asked.cookies.items() if "reveal" in name)
        for step in (lambda: act(pats, "agree"), open_it, lambda: act(olus, "show"), lambda: act(olus, "show")):
            kept.append(kept_bytes())
            step()
    kept.append(kept_bytes())
    raw = vault.base64.urlsafe_b64decode(private + "=")
    needles = [ADDRESS.encode(), private.encode(), raw, raw.hex().encode()]
    answers = [bytes(row) for row in Reveal.objects.exclude(answer=None).values_list("answer", flat=True)]
    assert answers == []
    for number, data in enumerate([*kept, lines.getvalue().encode()]):
        assert [needle for needle in needles if needle in data] == [], number


@pytest.mark.django_db(transaction=True)
def test_no_byte_of_the_sealed_answer_is_left_once_it_was_shown(opened: Reveal, olus: Client) -> None:
    answer = bytes(opened.answer or b"")
    on_sqlite = connection.vendor == "sqlite"
    assert not on_sqlite or answer in kept_bytes()
    act(olus, "show")
    assert answer not in kept_bytes()


# --- Who -----------------------------------------------------------------------------------------------------------


def someone(role: str) -> User:
    if role == "superuser":
        return account("root", is_staff=True, is_superuser=True)
    if role == "inactive officer":
        return account("ex", "Privacy officer", is_active=False)
    return account("someone", role, is_staff=True)


@pytest.mark.one_database
@pytest.mark.parametrize("role", ["Moderator", "Editor", "superuser", "inactive officer"])
def test_nobody_else_asks_agrees_or_looks(opened: Reveal, comment: Comment, olus: Client, role: str) -> None:
    client = browser_of(someone(role))
    for name, morsel in olus.cookies.items():
        if "reveal" in name:
            client.cookies[name] = morsel.value
    refused = 302 if role == "inactive officer" else 403
    assert ask(client, comment).status_code == refused
    for what in ("agree", "show", "stop"):
        assert act(client, what).status_code == refused
    assert (state(), Reveal.objects.count()) == ("opened", 1)


@pytest.mark.one_database
def test_admins_see_who_asked_and_nothing_that_is_sealed(opened: Reveal, comment: Comment) -> None:
    root = browser_of(someone("superuser"))
    page = words(root.get("/sealed/").content)
    assert [told for told in ("olu", "pat", REASON) if told not in page] == []
    assert ADDRESS not in page
    assert root.get(f"/sealed/request/{opened.pk}/").status_code == 403
    assert root.post("/sealed/", {"wanted": comment.public_id}).status_code == 403


def test_a_superuser_who_was_given_the_right_by_a_group_has_it(comment: Comment, pats: Client, open_it: Any) -> None:
    root = account("root", "Privacy officer", is_superuser=True)
    client = browser_of(root)
    ask(client, comment), act(pats, "agree")
    open_it()
    assert ADDRESS in words(act(client, "show").content)


@pytest.mark.one_database
def test_a_right_of_one_account_counts_like_that_of_a_group(comment: Comment) -> None:
    one = account("one")
    one.user_permissions.add(Permission.objects.get(codename="ask_to_reveal"))
    client = browser_of(one)
    assert ask(client, comment).status_code == 302
    assert act(client, "agree").status_code == 403


@pytest.mark.asvs("V8.2.2")
@pytest.mark.one_database
def test_another_officer_cannot_look_even_with_the_cookie(opened: Reveal, olus: Client, pats: Client) -> None:
    for name, morsel in olus.cookies.items():
        if "reveal" in name:
            pats.cookies[name] = morsel.value
    assert ADDRESS not in words(act(pats, "show").content)
    assert state() == "opened"


@pytest.mark.one_database
@pytest.mark.parametrize("key", [None, "", "x", "A" * 43, "a" * 3000])
def test_another_browser_of_who_asked_reads_nothing_and_loses_nothing(
    opened: Reveal, olu: User, olus: Client, key: str | None
) -> None:
    other = browser_of(olu)
    if key is not None:
        other.cookies[f"reveal-{opened.pk.hex[:12]}"] = key
    answer = act(other, "show")
    assert (answer.status_code, ADDRESS in words(answer.content)) == (403, False)
    assert ADDRESS in words(act(olus, "show").content)


@pytest.mark.asvs("V3.3.1", "V3.3.3", "V3.3.4")
@pytest.mark.one_database
def test_the_key_is_in_a_cookie_that_no_script_and_no_other_site_gets(
    comment: Comment, olus: Client, settings: Any
) -> None:
    settings.HTTPS = True
    cookies = ask(olus, comment).cookies
    name = next(name for name in cookies if "reveal" in name)
    its = cookies[name]
    assert name == f"__Host-reveal-{Reveal.objects.get().pk.hex[:12]}"
    assert (its["path"], its["domain"], its["samesite"]) == ("/", "", "Strict")
    assert (its["secure"], its["httponly"]) == (True, True)
    assert its["max-age"] == reveal.LIFE_OF_KEY.total_seconds()


# --- What is asked ----------------------------------------------------------------------------------------------------


@pytest.mark.one_database
@pytest.mark.parametrize("reason", ["", "Too short.", "a" * 40, " " * 40, "ab " * 20, "x\0" * 20, "abcde " * 400])
def test_reason_that_says_nothing_is_refused_and_given_back(comment: Comment, olus: Client, reason: str) -> None:
    answer = ask(olus, comment, reason)
    assert answer.status_code == 422
    assert not Reveal.objects.exists()
    if reason.isprintable() and reason.strip():
        assert reason.strip() in answer.content.decode()


def test_a_fourth_request_within_a_day_is_refused(say: Any, olus: Client) -> None:
    for number in range(3):
        assert ask(olus, say(f"No. {number}", address=ADDRESS)).status_code == 302
    fourth = say("No. 4", address=ADDRESS)
    assert "three times within a day" in words(ask(olus, fourth).content)
    Reveal.objects.update(asked_at=timezone.now() - 25 * HOUR)
    assert ask(olus, fourth).status_code == 302


@pytest.mark.one_database
def test_there_is_nothing_to_ask_where_no_address_is(say: Any, olus: Client) -> None:
    bare = say()
    assert "Nothing is sealed of this comment" in words(olus.get(f"/sealed/ask/{bare.public_id}/").content)
    assert ask(olus, bare).status_code == 409
    assert not Reveal.objects.exists()


@pytest.mark.one_database
@pytest.mark.parametrize("form", ["{}", " {} ", "/articles/naloxone/#comment-{}", "https://example.org/a/#comment-{}"])
def test_a_comment_is_found_by_its_id_or_its_address(comment: Comment, olus: Client, form: str) -> None:
    answer = olus.post("/sealed/", {"wanted": form.format(comment.public_id)})
    assert answer.headers["Location"] == f"/sealed/ask/{comment.public_id}/"


@pytest.mark.parametrize("wanted", ["", "nothing", "2" * 12, "\0", "x" * 9000, "23456789abcd\n"])
def test_a_comment_that_is_not_there_is_said_to_be_missing(olus: Client, wanted: str) -> None:
    assert olus.post("/sealed/", {"wanted": wanted}).status_code == 404


def test_nonsense_is_no_error(opened: Reveal, olus: Client) -> None:
    assert act(olus, "open").status_code == 400
    assert act(olus, "").status_code == 400
    assert olus.post(f"/sealed/ask/{opened.comment.public_id}/", {"what": "all", "reason": REASON}).status_code == 422
    assert olus.get("/sealed/ask/aaaaaaaaaaaa/").status_code == 404
    assert olus.get("/sealed/request/00000000-0000-4000-8000-000000000000/").status_code == 404
    assert olus.put("/sealed/").status_code == 405
    assert state() == "opened"


@pytest.mark.one_database
def test_looking_at_the_pages_changes_nothing(opened: Reveal, olus: Client, pats: Client) -> None:
    lines = LogLine.objects.count()
    for client in (olus, pats):
        for path in ("/sealed/", f"/sealed/request/{opened.pk}/", f"/sealed/ask/{opened.comment.public_id}/"):
            answer = client.get(path)
            assert (answer.status_code, ADDRESS in words(answer.content)) == (200, False)
    assert (state(), LogLine.objects.count()) == ("opened", lines)


# --- Refusing, waiting, missing ---------------------------------------------------------------------------------------


@pytest.mark.one_database
@pytest.mark.parametrize("who", ["olu", "pat"])
@pytest.mark.parametrize("when", ["asked", "agreed", "opened"])
def test_either_stops_it_as_long_as_nobody_has_looked(
    comment: Comment, olus: Client, pats: Client, open_it: Any, who: str, when: str
) -> None:
    ask(olus, comment)
    if when != "asked":
        act(pats, "agree")
    if when == "opened":
        open_it()
    act(olus if who == "olu" else pats, "stop")
    open_it()
    row = Reveal.objects.get()
    assert (row.state, row.answer) == ("refused", None)
    assert act(olus, "show").status_code == act(pats, "agree").status_code == act(pats, "stop").status_code == 403
    assert LogLine.objects.latest("number").act == "reveal-refused"


@pytest.mark.parametrize(
    ("until", "column", "waits"), [("asked", "asked_at", 72), ("agreed", "agreed_at", 24), ("opened", "opened_at", 24)]
)
def test_what_is_not_used_in_time_goes(
    comment: Comment, olus: Client, pats: Client, open_it: Any, until: str, column: str, waits: int
) -> None:
    ask(olus, comment)
    if until != "asked":
        act(pats, "agree")
    if until == "opened":
        open_it()
    since = getattr(Reveal.objects.get(), column)
    assert reveal.expire(since + waits * HOUR) == 0
    assert reveal.expire(since + waits * HOUR + dt.timedelta(seconds=1)) == 1
    row = Reveal.objects.get()
    assert (row.state, row.answer) == ("expired", None)
    assert LogLine.objects.latest("number").act == "reveal-expired"


def test_an_address_that_is_gone_is_said_to_be_gone(comment: Comment, olus: Client, pats: Client, open_it: Any) -> None:
    ask(olus, comment), act(pats, "agree")
    Contact.objects.update(sealed=None)
    open_it()
    assert state() == "gone"
    assert "There was nothing to open any more" in words(
        olus.get(f"/sealed/request/{Reveal.objects.get().pk}/").content
    )


@pytest.mark.one_database
def test_a_destroyed_key_leaves_nothing_to_see(
    comment: Comment, olus: Client, pats: Client, settings: Any, tmp_path: Path
) -> None:
    ask(olus, comment), act(pats, "agree")
    settings.SEALING_PRIVATE_KEYS = tmp_path
    worker.unseal()
    assert state() == "gone"
    assert list(log.verify()) == []


@pytest.mark.one_database
def test_an_address_of_another_row_is_not_opened(
    comment: Comment, say: Any, olus: Client, pats: Client, open_it: Any
) -> None:
    say("Another.", address="ren@example.org")
    other = Contact.objects.exclude(comment=comment).get()
    ask(olus, comment), act(pats, "agree")
    Contact.objects.filter(comment=comment).update(sealed=other.sealed)
    open_it()
    assert state() == "gone"


@pytest.mark.one_database
def test_the_worker_command_opens_what_was_agreed(
    comment: Comment, olus: Client, pats: Client, worker_process: None
) -> None:
    ask(olus, comment), act(pats, "agree")
    call_command("worker", "--once")
    assert state() == "opened"


def test_a_request_that_cannot_be_sealed_holds_up_no_other(
    comment: Comment, say: Any, olus: Client, pats: Client, open_it: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vault, "one_time_key", lambda: ("none", b"\0" * 32))
    ask(olus, comment), act(pats, "agree")
    monkeypatch.undo()
    ask(olus, say("Another.", address=ADDRESS)), act(pats, "agree")
    open_it()
    assert list(Reveal.objects.order_by("asked_at").values_list("state", flat=True)) == ["gone", "opened"]


def test_number_of_queries_of_the_list_does_not_grow(
    comment: Comment, olus: Client, olu: User, pat: User, django_assert_max_num_queries: Any
) -> None:
    words_of = {"comment": comment, "reason": REASON, "asked_by": olu, "agreed_by": pat, "public_key": b"x" * 32}
    Reveal.objects.bulk_create([Reveal(what="address", **words_of) for _ in range(90)])
    with django_assert_max_num_queries(9):
        assert olus.get("/sealed/").status_code == 200


@pytest.mark.one_database
def test_officers_are_led_to_their_work_when_they_log_in(olu: User, client: Client) -> None:
    answer = client.post("/accounts/login/", {"username": "olu", "password": PASSWORD})
    assert answer["Location"] == "/sealed/"
