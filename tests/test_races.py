"""Many at once: exactly one wins, everybody else is told, nothing is lost, doubled or locked. Real transactions."""

import datetime as dt
import random
import time
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any, TypeVar

import pytest
from django.contrib.auth.models import User
from django.db import connections, transaction
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from articles.models import Article
from articles.views import article_page
from comments import moderation
from comments.models import Comment, Contact, Decision
from harmblog.models import Generation, bump
from harmblog.pagecache import generation

from .conftest import words
from .editing import logged_in
from .proof.long import many

pytestmark = pytest.mark.django_db(transaction=True)
THREADS = 10
PAIRS = many(8, 500)
T = TypeVar("T")


def at_once(acts: Iterable[Callable[[], T]], *, each: int) -> list[T]:
    """Run the acts in threads, `each` so many of them starting at the same instant, and return what they returned."""
    acts = list(acts)
    gates = [Barrier(each) for _ in range(len(acts) // each)]
    answers: dict[int, T] = {}
    numbers = iter(range(len(acts)))  # shared by the threads, in this order, so that no gate waits for a late one

    def work() -> None:
        try:
            for number in numbers:
                gates[number // each].wait(30)
                answers[number] = acts[number]()
        finally:
            connections.close_all()  # a thread has a connection of its own, which would outlive it

    with ThreadPoolExecutor(THREADS) as pool:
        for thread in [pool.submit(work) for _ in range(THREADS)]:
            thread.result()
    return [answers[number] for number in range(len(acts))]


def decision(browser: Client, act: str, *comments: Comment, expected: str = "pending") -> Callable[[], HttpResponse]:
    form = {"comment": [comment.public_id for comment in comments], "expected": expected, "act": act}
    return lambda: browser.post("/moderation/decide/", form, follow=True)  # type: ignore[return-value]


def undoing(browser: Client, batch: object) -> Callable[[], HttpResponse]:
    return lambda: browser.post("/moderation/undo/", {"batch": str(batch)}, follow=True)  # type: ignore[return-value]


@pytest.mark.fault(7)
def test_same_post_fifty_times_is_one_comment(article: Article) -> None:
    form = {"name": "Rita", "email": "rita@example.org", "comment": "It helped me."}

    def post() -> tuple[int, str]:
        answer = Client(raise_request_exception=False).post(f"{article.get_absolute_url()}comment/", form)
        return answer.status_code, answer.headers.get("Location", "")

    answers = at_once([post] * 50, each=THREADS)
    assert len(set(answers)) == 1
    assert answers[0][0] == 303
    assert (Comment.objects.count(), Contact.objects.count()) == (1, 1)
    assert Client().get(answers[0][1]).status_code == 200


def test_different_posts_at_once_are_all_kept(article: Article) -> None:
    def post(number: int) -> Callable[[], int]:
        form = {"name": "Rita", "email": f"{number}@example.org", "comment": f"Text {number}."}
        client = Client(raise_request_exception=False)
        return lambda: client.post(f"{article.get_absolute_url()}comment/", form).status_code

    assert at_once(map(post, range(40)), each=THREADS) == [303] * 40
    assert (Comment.objects.count(), Contact.objects.count()) == (40, 40)


@pytest.fixture
def many(article: Article) -> list[Comment]:
    for number in range(max(PAIRS, 50)):
        moderation.receive(article=article, name=f"Rita {number}", text=f"Text {number}.")
    return list(Comment.objects.order_by("pk"))


@pytest.mark.fault(4)
@pytest.mark.asvs("V2.3.4", "V15.4.2")
def test_of_two_opposite_decisions_one_wins_and_the_other_is_told(many: list[Comment], mo: User, kit: User) -> None:
    acts = []
    for comment in many[:PAIRS]:
        acts += [decision(logged_in(mo), "approve", comment), decision(logged_in(kit), "reject", comment)]
    answers = at_once(acts, each=2)
    assert {answer.status_code for answer in answers} == {200}
    told: Counter[str] = Counter()
    for comment, by_mo, by_kit in zip(many[:PAIRS], answers[::2], answers[1::2], strict=True):
        made = Decision.objects.get(comment=comment)  # exactly one
        comment.refresh_from_db()
        assert comment.status == made.after
        winner, loser = (by_mo, by_kit) if made.moderator == mo else (by_kit, by_mo)
        assert f"One comment {made.get_act_display()}" in words(winner.content).replace("1 comment", "One comment")
        assert f"{made.moderator} was faster: the comment by {comment.name} is already" in words(loser.content)
        told[made.moderator.get_username()] += 1
    assert sum(told.values()) == PAIRS


@pytest.mark.asvs("V2.3.4")
def test_undo_raced_takes_back_once(many: list[Comment], mo: User, kit: User) -> None:
    acts = []
    for comment in many[:PAIRS]:
        made = moderation.decide([comment.public_id], act="approve", expected="pending", moderator=mo)
        acts += [undoing(logged_in(user), made.batch) for user in (mo, kit)]
    answers = at_once(acts, each=2)
    assert {answer.status_code for answer in answers} == {200}
    assert Decision.objects.filter(act="undo").count() == PAIRS
    assert Counter(Comment.objects.values_list("status", flat=True)) == {"pending": len(many)}


def test_undo_against_a_new_decision_leaves_one_story(many: list[Comment], mo: User, kit: User) -> None:
    acts = []
    for comment in many[:PAIRS]:
        made = moderation.decide([comment.public_id], act="approve", expected="pending", moderator=mo)
        acts += [undoing(logged_in(mo), made.batch), decision(logged_in(kit), "spam", comment, expected="approved")]
    assert {answer.status_code for answer in at_once(acts, each=2)} == {200}
    for comment in many[:PAIRS]:
        comment.refresh_from_db()
        story = list(Decision.objects.filter(comment=comment).order_by("pk"))
        assert len(story) == 2
        assert story[1].before == story[0].after == "approved"
        assert comment.status == story[1].after


def test_bulk_decisions_that_overlap_do_not_lock_each_other_out(many: list[Comment], mo: User, kit: User) -> None:
    chance = random.Random(7)
    acts = []
    for number in range(20):
        chosen = chance.sample(many[:50], 30)
        browser = logged_in((mo, kit)[number % 2])
        acts.append(decision(browser, ("approve", "reject", "spam")[number % 3], *chosen))
    answers = at_once(acts, each=THREADS)
    assert {answer.status_code for answer in answers} == {200}
    made = list(Decision.objects.values_list("comment", flat=True))
    assert len(made) == len(set(made)) == Comment.objects.exclude(status="pending").count()


def test_no_change_of_the_pages_is_lost_in_a_crowd(db: None) -> None:
    # The very first one, too: the row that counts does not exist before it.
    Generation.objects.all().delete()
    at_once([transaction.atomic(bump)] * 40, each=THREADS)
    assert Generation.objects.get(pk=1).number == 40


# --- Kept pages are never stale, whoever changed them -----------------------------------------------------------------


def test_page_that_was_being_drawn_during_an_approval_is_not_kept_for_long(
    client: Client, article: Article, say: Any, mo: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    comment = say()

    def draw_and_approve(*args: Any, **kwargs: Any) -> HttpResponse:
        drawn = article_page(*args, **kwargs)
        moderation.decide([comment.public_id], act="approve", expected="pending", moderator=mo)
        return drawn

    monkeypatch.setattr("articles.views.article_page", draw_and_approve)
    assert comment.public_id.encode() not in client.get(article.get_absolute_url()).content
    assert comment.public_id.encode() in client.get(article.get_absolute_url()).content


def test_approval_is_seen_at_once_through_another_process(
    client: Client, article: Article, say: Any, mo: User, settings: Any
) -> None:
    comment = say("It helped me.")
    here = settings.CACHES
    # A cache of its own is what tells another process from this one.
    settings.CACHES = {"default": {**here["default"], "LOCATION": "another process"}}
    assert b"It helped me." not in client.get(article.get_absolute_url()).content
    settings.CACHES = here
    moderation.decide([comment.public_id], act="approve", expected="pending", moderator=mo)
    settings.CACHES = {"default": {**here["default"], "LOCATION": "another process"}}
    assert b"It helped me." in client.get(article.get_absolute_url()).content


@pytest.mark.parametrize(
    ("before", "act", "renews"),
    [
        ("pending", "approve", True),
        ("pending", "reject", False),
        ("pending", "spam", False),
        ("approved", "reject", True),
        ("rejected", "spam", False),
    ],
)
def test_only_what_readers_see_renews_the_pages(before: str, act: str, renews: bool, say: Any, mo: User) -> None:
    comment = say()
    lead = {"approved": "approve", "rejected": "reject"}
    if before in lead:
        moderation.decide([comment.public_id], act=lead[before], expected="pending", moderator=mo)
    kept = generation()
    moderation.decide([comment.public_id], act=act, expected=before, moderator=mo)
    assert (generation() > kept) is renews


def test_scheduled_article_appears_by_the_clock(client: Client, write: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    write("Soon", published_at=timezone.now() + dt.timedelta(minutes=59))
    pages = ["/", "/feed/", "/sitemap.xml", "/archive/"]
    before = {path: client.get(path).content for path in pages}
    assert client.get("/articles/soon/").status_code == 404
    later, later_for_the_cache = timezone.now() + dt.timedelta(hours=1), time.time() + 3600
    monkeypatch.setattr(timezone, "now", lambda: later)
    monkeypatch.setattr(time, "time", lambda: later_for_the_cache)
    assert client.get("/articles/soon/").status_code == 200
    assert not [path for path in pages if client.get(path).content == before[path]]
