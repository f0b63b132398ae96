"""On which page of a discussion a comment stands: given once, when it is first published, and kept for good, so that
its address stays whatever is published or taken away later.

The oldest are on the first page, which is the article's own. A page is full at `PER_PAGE`; replies may still join those
they answer until there are `MOST` of them, and stand on the last page after that.
"""

from collections import Counter
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import Count, OuterRef, Subquery

from articles.models import Article
from harmblog.pagecache import bump
from harmblog.prepared import Prepared

from ..models import Comment

PER_PAGE, MOST = 50, 60
BATCH = 500
LAST = Prepared(lambda article: Comment.objects.approved_under(article).order_by("-page").values_list("page")[:1], int)
STANDING = Prepared(
    lambda article, *pages: (
        Comment.objects.approved_under(article)
        .filter(page__range=pages)
        .order_by()
        .values("article")
        .values_list(Count("pk"))
    ),
    *(int, int, int),
)


def page_for(comment: Comment) -> int:
    """The page that a comment gets which is published now."""
    if comment.parent_id:
        page = Comment.objects.filter(pk=comment.parent_id).values_list("page", flat=True).first()
        if page and _standing_on(page, comment) < MOST:
            return page
    last = next(LAST.rows(comment.article_id), (1,))[0] or 1
    return last + (_standing_on(last, comment) >= PER_PAGE)


def _standing_on(page: int, beside: Comment) -> int:
    first = page if page > 1 else 0  # what has not been given a place is on the first
    return next(STANDING.rows(beside.article_id, first, page), (0,))[0]


def place_many(comments: Sequence[Comment]) -> None:
    """Give a page to new comments that are published as they are stored: one query, and so in the order in which they
    came; see `arrange`.
    """
    filled = _last_pages({comment.article_id for comment in comments})
    for comment in comments:
        last, number = filled.get(comment.article_id, (1, 0))
        if number >= PER_PAGE:
            last, number = last + 1, 0
        comment.page, filled[comment.article_id] = last, (last, number + 1)


def _last_pages(articles: set[int]) -> dict[int, tuple[int, int]]:
    """By article, the last page of its discussion and how many stand there."""
    here = Comment.objects.with_status(Comment.Status.APPROVED).filter(article=OuterRef("pk")).order_by()
    last = here.order_by("-page").values("page")[:1]
    number = here.filter(page=OuterRef("last")).values("article").annotate(n=Count("pk")).values("n")
    rows = Article.objects.filter(pk__in=articles).annotate(last=Subquery(last)).annotate(number=Subquery(number))
    return {pk: (max(page or 1, 1), number or 0) for pk, page, number in rows.values_list("pk", "last", "number")}


def arrange(articles: Iterable[int]) -> None:
    """Give the published comments of these articles their pages anew, replies beside what they answer: after an import,
    in which comments come before it is known whom they answer, and before anybody has their addresses.
    """
    keys = list(articles)
    for start in range(0, len(keys), BATCH):
        published = Comment.objects.with_status(Comment.Status.APPROVED)
        long = published.filter(article__in=keys[start : start + BATCH], page__gt=1)
        for article in list(long.order_by().values_list("article", flat=True).distinct()):
            with transaction.atomic():
                _arrange(published.filter(article=article).order_by("pk").values_list("pk", "parent_id", "page"))
                bump(articles=False)


def _arrange(rows: Iterable[tuple[int, int | None, int]]) -> None:
    last, pages, filled, moved = 1, dict[int, int](), Counter[int](), dict[int, list[int]]()
    for pk, parent, before in rows:
        page = pages.get(parent or 0)
        if page is None or filled[page] >= MOST:
            last += filled[last] >= PER_PAGE
            page = last
        pages[pk] = page
        filled[page] += 1
        if page != before:
            moved.setdefault(page, []).append(pk)
    for page, keys in moved.items():
        Comment.objects.filter(pk__in=keys).update(page=page)
