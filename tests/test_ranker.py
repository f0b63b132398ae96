"""What the site learns from its own decisions, and how it is forgotten again."""

import datetime as dt
import random
import threading
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comments import moderation, ranker
from comments.models import Comment, Edit, Learned, Model, Token
from comments.ranker import counts, judging
from comments.retention import apply
from comments.retention.sweeps import forget_places

CLEAR = counts.clear
Snapshot = tuple[set[Any], set[Any], set[Any]]


def learn() -> None:
    """As a worker that has just started."""
    learner = ranker.Learner()
    while learner.step():
        pass


def tables() -> Snapshot:
    return (
        set(Token.objects.values_list("key", "wanted", "unwanted")),
        set(Learned.objects.values_list("comment", "unwanted")),
        set(Model.objects.values_list("wanted", "unwanted", "made_with")),
    )


def from_scratch() -> Snapshot:
    """What a site would have learned that only ever saw what is here now."""
    with transaction.atomic():
        CLEAR()
        learn()
        found = tables()
        transaction.set_rollback(True)
    return found


@pytest.fixture
def decided(say: Any, mo: User) -> Any:
    """Receives a comment and decides on it."""

    def decided(text: str, act: str = "approve", reason: str = "") -> Comment:
        comment = say(text)
        moderation.decide([comment.seen], act=act, expected="pending", moderator=mo, reason=reason)
        comment.refresh_from_db()
        return comment

    return decided


@pytest.fixture
def taught(decided: Any) -> None:
    """A site with some decisions behind it."""
    for number in range(25):
        decided(f"Thank you, that was kind of you and it helped my sister, day {number}")
        decided(f"Find my plug on telegram, worldwide shipping, day {number}", "spam")
    learn()


# --- What is learned --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("act", "reason", "learned"),
    [
        ("approve", "", {False}),
        ("spam", "", {True}),
        ("reject", "sourcing", {True}),
        ("reject", "hostile", set()),
        ("reject", "", set()),
    ],
)
def test_decision_is_learned_as_what_it_says(decided: Any, act: str, reason: str, learned: set[bool]) -> None:
    decided("Some words", act, reason)
    learn()
    assert set(Learned.objects.values_list("unwanted", flat=True)) == learned


def test_last_reason_counts(decided: Any, mo: User) -> None:
    comment = decided("Some words", "reject", "sourcing")
    moderation.decide([comment.seen], act="approve", expected="rejected", moderator=mo)
    moderation.decide([comment.seen], act="reject", expected="approved", moderator=mo, reason="hostile")
    learn()
    assert not Learned.objects.exists()


def test_own_answers_are_not_learned(approved: Any) -> None:
    Comment.objects.filter(pk=approved().pk).update(by_site=True)
    learn()
    assert not Learned.objects.exists()


def test_comments_brought_along_are_learned(article: Any) -> None:
    brought = Comment(article=article, name="Old", text="Buy these pills", html="")
    moderation.bring_in([(brought, "spam", "")])
    learn()
    assert Learned.objects.get().unwanted


def test_worker_follows_what_is_decided_while_it_runs(decided: Any) -> None:
    learner = ranker.Learner()
    while learner.step():
        pass
    comment = decided("Some words")
    learner.step()
    assert Learned.objects.get().pk == comment.pk


def test_no_table_holds_a_word(decided: Any) -> None:
    decided("unforgettable", "spam")
    learn()
    row = Token.objects.get()
    assert row.key == counts.key_of("unfor")
    assert not {field.name for field in Token._meta.fields} - {"key", "wanted", "unwanted"}


def test_idle_worker_asks_little(taught: None) -> None:
    learner = ranker.Learner()
    while learner.step():
        pass
    with CaptureQueriesContext(
        connection,
    ) as queries:
        learner.step()
    assert len(queries) <= 3


# --- Forgetting is exact ----------------------------------------------------------------------------------------------


WORDS = (
    "telegram plug shipping sister naloxone thanks order cheap night clinic @some_one 20€ example.org WORLDWIDE".split()
)


class Site:
    """Does something at random, as moderators, commenters and the worker do."""

    def __init__(self, say: Any, mo: User, seed: int) -> None:
        self.say, self.mo, self.random, self.batches = say, mo, random.Random(seed), []
        self.learner = ranker.Learner()

    def act(self) -> None:
        acts = [self.receive, self.receive, self.decide, self.decide, self.decide, self.learn, self.learn]
        later = [self.undo, self.edit, self.edit, self.answer_edit, self.answer_edit, self.withdraw, self.forget]
        self.random.choice([*acts, *later])()

    def words(self) -> str:
        return " ".join(self.random.choices(WORDS, k=self.random.randint(2, 9)))

    def one(self, **state: str) -> Comment | None:
        return self.random.choice(list(Comment.objects.filter(**state).exclude(text="")) or [None])

    def receive(self) -> None:
        self.say(self.words(), parent=self.one(status="approved"))

    def decide(self) -> None:
        if comment := self.one():
            act = self.random.choice([act for act, to in moderation.LEADS_TO.items() if to != comment.status])
            reason = self.random.choice(["sourcing", "hostile", ""]) if act == "reject" else ""
            same = [c.seen for c in Comment.objects.filter(status=comment.status)][: self.random.randint(1, 3)]
            where = {"expected": comment.status, "moderator": self.mo, "reason": reason}
            self.batches.append(moderation.decide({comment.seen, *same}, act=act, **where).batch)

    def undo(self) -> None:
        if self.batches:
            moderation.undo(self.random.choice(self.batches), moderator=self.mo)

    def edit(self) -> None:
        if comment := self.one():
            moderation.edit(comment, name="Rita", text=self.words())

    def answer_edit(self) -> None:
        if edit := Edit.objects.waiting().first():
            moderation.approve_edit(edit.comment.public_id, edit.token, moderator=self.mo)

    def withdraw(self) -> None:
        if comment := self.one():
            moderation.withdraw(comment)

    def forget(self) -> None:
        """A rule forgets the words of what was refused long ago."""
        apply(timezone.now() + dt.timedelta(days=self.random.choice([20, 40])))

    def learn(self) -> None:
        for _ in range(self.random.randint(1, 4)):
            self.learner.step()


@pytest.mark.parametrize("seed", [0, 1, 2, 4])
def test_model_equals_one_that_saw_only_what_is_left(
    say: Any, mo: User, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = Site(say, mo, seed)
    monkeypatch.setattr(counts, "clear", lambda: pytest.fail("the counts did not fit, and would have been made anew"))
    for _ in range(6):
        for _ in range(14):
            site.act()
        learn()
        assert tables() == from_scratch()


def test_all_learned_and_all_forgotten_leaves_nothing(say: Any, mo: User) -> None:
    site = Site(say, mo, 7)
    for _ in range(20):
        site.receive()
    for _ in range(20):
        site.decide()
    learn()
    assert Token.objects.exists()
    comments = list(Comment.objects.all())
    random.Random(7).shuffle(comments)
    for comment in comments:
        moderation.withdraw(comment)
    assert tables() == (set(), set(), set())


def test_place_of_spam_that_goes_is_subtracted(decided: Any) -> None:
    decided("Some words", "spam")
    learn()
    with transaction.atomic():
        forget_places(Comment.objects.all())
    assert tables() == (set(), set(), set())


def test_deciding_on_what_was_never_learned_asks_once_more_and_no_more(say: Any, mo: User) -> None:
    seen = [say(f"Words {number}").seen for number in range(5)]
    with CaptureQueriesContext(connection) as queries:
        moderation.decide(seen, act="approve", expected="pending", moderator=mo)
    asked = [query["sql"] for query in queries if "learned" in query["sql"] or "comments_model" in query["sql"]]
    assert len(asked) == 1


def test_comments_that_vanished_without_us_are_noticed(decided: Any) -> None:
    decided("Some words", "spam")
    gone = decided("Other words")
    learn()
    gone.delete()
    learn()
    assert tables() == from_scratch()


# --- Another key ------------------------------------------------------------------------------------------------------


def test_another_key_learns_anew(taught: None, settings: Any) -> None:
    before = tables()
    settings.SECRET_KEY = "another one, which nobody knows either"
    assert ranker.reasons("my plug on telegram") == []
    learn()
    assert {key for key, *_ in tables()[0]}.isdisjoint(key for key, *_ in before[0])
    assert tables() == from_scratch()
    assert ranker.reasons("my plug on telegram") != []


def test_forgetting_under_another_key_leaves_no_trace(taught: None, settings: Any) -> None:
    settings.SECRET_KEY = "another one, which nobody knows either"
    moderation.withdraw(Comment.objects.all()[0])
    learn()
    assert tables() == from_scratch()


def test_nothing_is_judged_while_the_site_still_learns(taught: None) -> None:
    Model.objects.update(made_with=counts.beginning())
    assert ranker.reasons("my plug on telegram") == []


# --- What is said -----------------------------------------------------------------------------------------------------


def test_reasons_are_words_of_the_text(taught: None) -> None:
    found = ranker.reasons("Ask my PLUG, he is on Telegram")
    assert {"PLUG", "Telegram"} <= set(found)
    assert all(quote in "Ask my PLUG, he is on Telegram" for quote in found)


def test_nothing_is_said_before_there_are_enough_decisions(taught: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judging, "FEWEST", 26)
    assert ranker.reasons("my plug on telegram") == []


def test_report_says_how_well_the_past_tells_the_present(taught: None, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(CommandError, match="too little"):
        call_command("ranker_report")


def test_report_measures_newer_decisions(taught: None, decided: Any, capsys: pytest.CaptureFixture[str]) -> None:
    for number in range(12):
        decided(f"Thank you for this, number {number}")
        decided(f"My plug ships worldwide, telegram, number {number}", "spam")
    before = tables()
    call_command("ranker_report")
    assert "ROC curve: 1.000" in capsys.readouterr().out
    assert tables() == before


# --- At once ----------------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_learning_and_deciding_at_once_end_exact(say: Any, mo: User) -> None:
    comments = [say(f"telegram plug {number}") for number in range(30)]
    moderation.decide([c.seen for c in comments[:20]], act="approve", expected="pending", moderator=mo)
    failed: list[BaseException] = []

    def run(work: Any) -> None:
        try:
            work()
        except BaseException as error:
            failed.append(error)
        finally:
            connections.close_all()

    def flip(some: list[Comment]) -> None:
        for start in range(0, len(some), 5):
            seen = [c.seen for c in some[start : start + 5]]
            moderation.decide(seen, act="spam", expected="approved", moderator=mo)
            moderation.decide(seen, act="approve", expected="spam", moderator=mo)

    works = [
        lambda: [learn() for _ in range(4)],
        lambda: flip(comments[:20]),
        lambda: flip(comments[10:20] + comments[:10]),
    ]
    threads = [threading.Thread(target=run, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    learn()
    assert tables() == from_scratch()
