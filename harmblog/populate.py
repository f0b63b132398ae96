"""Makes a large site in bulk, to measure with. Rows skip the line that real comments travel, for speed alone."""

import datetime as dt
import random
from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice
from typing import TypeVar

from django.contrib.auth.models import User
from django.db import connection
from django.db.models import Max
from django.utils import timezone

from articles.index import Text, body_words, index_many
from articles.models import Article, Topic
from comments import moderation
from comments.models import Comment
from harmblog.markup import article_html, comment_html
from harmblog.pagecache import bump
from harmblog.text import ID_ALPHABET

BATCH = 2000
TEXTS = 8  # different ones
WORDS = (
    "night slow morning water phone friend breath nurse kit street dose sleep window letter week door help quiet "
    "hands bus coffee talk rain doctor plan sister tea month room small bread test result walk garden number hour"
).split()
Row = TypeVar("Row", Article, Comment)


def populate(*, articles: int, comments: int, pending: int, tell: Callable[[str], None]) -> None:
    """Add so many articles, approved comments spread over them, and pending ones. `tell` hears how far it is."""
    chance = random.Random(len(WORDS))  # noqa: S311 - the same site each time, so that measurements compare
    author = User.objects.filter(is_staff=True).first() or User.objects.create_user("populate", is_staff=True)
    _insert(
        partial(_store_articles, topic=Topic.objects.first(), known={}),
        _articles(articles, author, chance),
        articles,
        _told(tell, "articles"),
    )
    keys = list(Article.objects.published().values_list("pk", flat=True))
    if not keys:
        raise ValueError("There is no published article to comment on. Add some: --articles N")
    for number, status in ((comments, Comment.Status.APPROVED), (pending, Comment.Status.PENDING)):
        store = partial(moderation.insert_with_status, status=status, keys=False)
        rows = _comments(number, keys, decided=status != Comment.Status.PENDING, chance=chance)
        _insert(store, rows, number, _told(tell, f"{status} comments"))
    bump()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # both databases plan badly for a table that grew since they last looked


def _told(tell: Callable[[str], None], what: str) -> Callable[[int, int], None]:
    return lambda done, total: tell(f"{what}: {done:,} of {total:,}")


def _insert(
    store: Callable[[list[Row]], object], rows: Iterator[Row], total: int, tell: Callable[[int, int], None]
) -> None:
    done = 0
    while batch := list(islice(rows, BATCH)):
        store(batch)
        done += len(batch)
        tell(done, total)


def _store_articles(rows: list[Article], topic: Topic | None, known: dict[str, list[str]]) -> None:
    """All on one topic, the largest that can be. The few texts that there are go through the stemmer once."""

    def words(article: Text) -> list[str]:
        if article.body_html not in known:
            known[article.body_html] = body_words(article)
        return known[article.body_html]

    index_many(Article.objects.bulk_create(rows), words)
    if topic:
        links = [Article.topics.through(article_id=row.pk, topic_id=topic.pk) for row in rows]
        Article.topics.through.objects.bulk_create(links)


def _text(chance: random.Random, words: int) -> str:
    return " ".join(chance.choices(WORDS, k=words)).capitalize() + "."


def _articles(number: int, author: User, chance: random.Random) -> Iterator[Article]:
    bodies = ["\n\n".join(f"## {_text(chance, 4)}\n\n{_text(chance, 120)}" for _ in range(8)) for _ in range(TEXTS)]
    ready, now = [(body, article_html(body)) for body in bodies], timezone.now()
    start = Article.objects.aggregate(last=Max("pk"))["last"] or 0  # above every number used so far
    for i in range(start + 1, start + number + 1):
        body, html = ready[i % TEXTS]
        yield Article(
            title=_text(chance, 5)[:-1],
            slug=f"populated-{i}",
            summary=_text(chance, 20),
            body=body,
            body_html=html,
            author=author,
            status=Article.Status.PUBLISHED,
            published_at=now - dt.timedelta(minutes=17 * i),
        )


def _comments(number: int, articles: list[int], *, decided: bool, chance: random.Random) -> Iterator[Comment]:
    texts = [_text(chance, words) for words in (12, 40, 80, 120, 160)]
    ready = [(text, comment_html(text)) for text in texts]
    names = [word.title() for word in WORDS]
    ids = random.Random()  # noqa: S311 - others each time, or a second run would meet those of the first
    now = timezone.now()
    for i in range(number):
        text, html = chance.choice(ready)
        at = now - dt.timedelta(minutes=(number - i))
        yield Comment(
            article_id=chance.choice(articles),
            public_id="".join(ids.choices(ID_ALPHABET, k=12)),
            name=chance.choice(names),
            text=text,
            html=html,
            received_at=at,
            decided_at=at if decided else None,
        )
