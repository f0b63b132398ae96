"""Where a comment waits: an order, and no more."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.models import Article
from comments import moderation, worker
from comments.models import Comment, WordList
from comments.ranker import Judge, Learner
from comments.sorting import sort_new

Lane, Status = Comment.Lane, Comment.Status
SPAM = "My cousin bakes bread worldwide, ask the baker at dawn"


@pytest.fixture
def taught(article: Article, mo: User) -> None:
    """A site with some decisions behind it, brought along from an older one."""
    kind = [Comment(article=article, name="A", text=f"Thank you, it helped my sister, day {n}") for n in range(25)]
    spam = [
        Comment(article=article, name="B", text=f"Ask the baker for bread, worldwide, at dawn, {n}") for n in range(25)
    ]
    moderation.bring_in([(one, "approved", "") for one in kind] + [(one, "spam", "") for one in spam])
    learner = Learner()
    while learner.step():
        pass


def sort(comment: Comment) -> Comment:
    sort_new(Judge())
    comment.refresh_from_db()
    return comment


@pytest.fixture
def settled(say: Any, mo: User, worker_process: None) -> Any:
    """Receives a comment from an address, lets the worker see it, and decides."""

    def settled(address: str, act: str, reason: str = "") -> Comment:
        comment = say(f"{act} {reason} of {address}", address=address)
        worker.screen()
        moderation.decide([comment.seen], act=act, expected="pending", moderator=mo, reason=reason)
        return comment

    return settled


# --- What reads like spam waits behind --------------------------------------------------------------------------------


def test_what_reads_like_spam_waits_behind(taught: None, say: Any) -> None:
    comment = sort(say(SPAM))
    assert (comment.lane, comment.status) == (Lane.SLOW, Status.PENDING)
    assert "likely" in comment.labels.split()
    assert comment.sorted_at


def test_other_comments_stay_where_they_are(taught: None, say: Any) -> None:
    comment = sort(say("It helped me to read this"))
    assert (comment.lane, comment.labels) == (Lane.ORDINARY, "")
    assert comment.sorted_at


def test_sorting_changes_no_status(taught: None, say: Any) -> None:
    say(SPAM)
    Comment.objects.update(sorted_at=None)
    before = dict(Comment.objects.values_list("pk", "status"))
    sort_new(Judge())
    assert dict(Comment.objects.values_list("pk", "status")) == before


def test_nobody_in_danger_waits_behind(taught: None, say: Any) -> None:
    comment = sort(say(SPAM, lane=Lane.URGENT))
    assert comment.lane == Lane.URGENT
    assert "likely" in comment.labels.split()


def test_young_site_puts_nobody_behind(say: Any, mo: User) -> None:
    moderation.decide([say(f"{SPAM} {n}").seen for n in range(30)], act="spam", expected="pending", moderator=mo)
    learner = Learner()
    while learner.step():
        pass
    assert sort(say(SPAM)).lane == Lane.ORDINARY


def test_desk_says_why(taught: None, say: Any, desk: Client) -> None:
    sort(say(SPAM))
    assert "reads like what was spam here before" in desk.get("/moderation/").content.decode()


def test_focus_quotes_the_words_it_is_because_of(taught: None, say: Any, desk: Client) -> None:
    page = desk.get(f"/moderation/focus/{sort(say(SPAM)).public_id}/").content.decode()
    why = page[page.index("Reads like what was spam here before") :].partition("</li>")[0]
    assert '<q dir="auto">baker</q>' in why


def test_words_of_the_admins_label_and_sort(say: Any) -> None:
    WordList.objects.create(label="vendor", words="gold", reason="A shop.")
    comment = sort(say("buy gold", labels="many"))
    assert comment.lane == Lane.SLOW
    assert {"many", "vendor"} <= set(comment.labels.split())


def test_list_that_is_no_longer_used_lets_a_comment_go(say: Any) -> None:
    row = WordList.objects.create(label="vendor", words="gold", reason="A shop.")
    comment = sort(say("My tooth of gold"))
    assert comment.lane == Lane.SLOW
    row.delete()
    Comment.objects.update(sorted_at=None)
    assert (sort(comment).lane, comment.labels) == (Lane.ORDINARY, "")


# --- Known writers come first -----------------------------------------------------------------------------------------


def test_known_writer_comes_first(settled: Any, say: Any) -> None:
    settled("rita@example.org", "approve")
    stranger, rita = say("First"), say("Second", address="rita@example.org")
    worker.screen()
    sort_new(Judge())
    waiting = Comment.objects.with_status(Status.PENDING).order_by("lane", "rank", "pk")
    assert list(waiting) == [rita, stranger]


@pytest.mark.parametrize(
    ("act", "reason", "rank"), [("spam", "", 1), ("reject", "sourcing", 1), ("reject", "hostile", 0)]
)
def test_writer_of_spam_is_not_known(settled: Any, say: Any, act: str, reason: str, rank: int) -> None:
    settled("rita@example.org", "approve")
    settled("rita@example.org", act, reason)
    comment = say("Another", address="rita@example.org")
    worker.screen()
    assert sort(comment).rank == rank


def test_stranger_is_not_known(settled: Any, say: Any) -> None:
    settled("rita@example.org", "approve")
    comment = say("Another", address="sam@example.org")
    worker.screen()
    assert sort(comment).rank == 1


def test_address_seen_later_sorts_again(settled: Any, say: Any) -> None:
    settled("rita@example.org", "approve")
    comment = sort(say("Another", address="rita@example.org"))
    assert comment.rank == 1
    worker.screen()
    assert sort(comment).rank == 0


def test_trust_shows_nowhere(settled: Any, say: Any, article: Article, mo: User, client: Client) -> None:
    settled("rita@example.org", "approve")
    known, new = (
        say("The same words", address="rita@example.org"),
        say("The same words", name="Rita ", address="s@example.org"),
    )
    worker.screen()
    sort_new(Judge())
    known.refresh_from_db()
    assert known.rank == 0
    pages = []
    for comment in (known, new):
        seen = Comment.objects.get(pk=comment.pk).seen
        batch = moderation.decide([seen], act="approve", expected="pending", moderator=mo).batch
        page = client.get(article.get_absolute_url()).content.decode()
        pages.append(page.replace(comment.public_id, "ID").replace("Rita ", "Rita"))
        moderation.undo(batch, moderator=mo)
    assert strip_times(pages[0]) == strip_times(pages[1])


def strip_times(page: str) -> str:
    return re.sub(r"<time[^>]*>[^<]*</time>", "", page)


# --- Once, and again when something changed ---------------------------------------------------------------------------


def test_what_is_sorted_is_not_looked_at_again(say: Any) -> None:
    say()
    assert (sort_new(Judge()), sort_new(Judge())) == (1, 0)


def test_changed_text_is_sorted_again(taught: None, say: Any) -> None:
    comment = sort(say("It helped me"))
    moderation.edit(comment, name="Rita", text=SPAM)
    assert sort(comment).lane == Lane.SLOW


def test_decision_taken_back_is_sorted_again(taught: None, say: Any, mo: User) -> None:
    comment = sort(say("It helped me"))
    batch = moderation.decide([comment.seen], act="spam", expected="pending", moderator=mo).batch
    moderation.undo(batch, moderator=mo)
    assert sort_new(Judge()) == 1


def test_comment_changed_while_it_is_looked_at_is_left_alone(say: Any) -> None:
    comment = say()

    class Slow(Judge):
        def unwanted(self, comments: Any) -> set[int]:
            moderation.edit(comment, name="Rita", text="Other words")
            return {one.pk for one in comments}

    assert sort_new(Slow()) == 0
    comment.refresh_from_db()
    assert (comment.lane, comment.sorted_at) == (Lane.ORDINARY, None)


def test_comment_decided_while_it_is_looked_at_stays_decided(say: Any, mo: User) -> None:
    comment = say()

    class Slow(Judge):
        def unwanted(self, comments: Any) -> set[int]:
            moderation.decide([comment.seen], act="approve", expected="pending", moderator=mo)
            return {one.pk for one in comments}

    assert sort_new(Slow()) == 0
    comment.refresh_from_db()
    assert (comment.status, comment.labels) == (Status.APPROVED, "")


def test_reading_costs_the_same_for_any_number(taught: None, say: Any) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            sort_new(Judge())
        return sum(query["sql"].startswith("SELECT") for query in queries)

    say()
    few = asked()
    for number in range(30):
        say(f"Words {number}", address=f"{number}@example.org")
    assert asked() <= few + 2  # and those for fingerprints, which the first had none of


@pytest.mark.django_db(transaction=True)
def test_worker_learns_and_sorts(article: Article, say: Any, mo: User, worker_process: None) -> None:
    decided = [say(f"Thank you, it helped my sister, day {n}") for n in range(25)]
    moderation.decide([c.seen for c in decided], act="approve", expected="pending", moderator=mo)
    decided = [say(f"Ask the baker for bread, worldwide, at dawn, {n}") for n in range(25)]
    moderation.decide([c.seen for c in decided], act="spam", expected="pending", moderator=mo)
    call_command("worker", "--once")
    comment = say(SPAM)
    call_command("worker", "--once")
    comment.refresh_from_db()
    assert comment.lane == Lane.SLOW
