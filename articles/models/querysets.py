"""Which articles: the reading rules, as adjectives that chain. Nobody else asks for a status."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from harmblog.models import ShownQuerySet, bump

from ..index import forget, index_many

BODIES = ("body", "body_html", "contents_html")  # most of a row
FEW = 500  # articles that are looked up one by one


def midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time())


class ArticleQuerySet(ShownQuerySet):
    """Reading rules, as adjectives that chain."""

    def published(self, now: dt.datetime | None = None) -> "ArticleQuerySet":
        """What the public may see now; a scheduled article joins by the clock."""
        return self.filter(status=self.model.Status.PUBLISHED, published_at__lte=now or timezone.now())

    def drafts(self) -> "ArticleQuerySet":
        """What no reader can see, now or by the clock alone."""
        return self.filter(status=self.model.Status.DRAFT)

    def scheduled(self, now: dt.datetime | None = None) -> "ArticleQuerySet":
        return self.filter(status=self.model.Status.PUBLISHED, published_at__gt=now or timezone.now())

    def closing(self, *days: dt.date) -> "ArticleQuerySet":
        """Whose comments close after one of the days from one to another."""
        return self.filter(status=self.model.Status.PUBLISHED, comments_close_on__range=days)

    def with_unshown_changes(self) -> "ArticleQuerySet":
        """Published or scheduled, with a newer text that readers will not see until somebody asks for it."""
        return self.filter(status=self.model.Status.PUBLISHED).exclude(edition=F("shown_edition"))

    def due_for_review(self, before: dt.date) -> "ArticleQuerySet":
        """What readers see and nobody has checked since that day."""
        return self.published().filter(
            Q(reviewed_on__lt=before) | Q(reviewed_on=None, published_at__lt=timezone.make_aware(midnight(before)))
        )

    def in_stream(self) -> "ArticleQuerySet":
        """Without the standing pages: what lists, feeds and the archive are made of."""
        return self.filter(kind=self.model.Kind.ARTICLE)

    def about(self, topic: Any) -> "ArticleQuerySet":
        """Those of a topic."""
        links = topic.articles.through.objects.filter(topic=topic)
        return self._of(links.order_by("-article_id").values_list("article_id", flat=True), topics=topic)

    def by(self, author: Any) -> "ArticleQuerySet":
        """Those of an author."""
        return self._of(self.model.objects.filter(author=author).values_list("pk", flat=True), author=author)

    def _of(self, keys: Any, **rule: Any) -> "ArticleQuerySet":
        """A few articles are looked up one by one. Of many, the newest are soon met by walking from the newest on,
        which is how a database finds the few too if it is left to itself: past all the others.
        """
        few = list(keys[: FEW + 1])
        return self.filter(pk__in=few) if len(few) <= FEW else self.filter(**rule)

    def pinned(self) -> "ArticleQuerySet":
        """What stays on top of the front page."""
        return self.filter(is_pinned=True)

    def newest_first(self) -> "ArticleQuerySet":
        return self.order_by("-published_at", "-pk")

    def without_bodies(self) -> "ArticleQuerySet":
        """Without what only an article's own page and desk need, and what most of a row is."""
        return self.defer(*BODIES)

    def for_list(self) -> "ArticleQuerySet":
        """With all that a list of articles shows: two queries for any number."""
        return self.newest_first().select_related("author").prefetch_related("topics").without_bodies()

    @transaction.atomic
    def delete(self) -> tuple[int, dict[str, int]]:
        forget(self.values_list("pk", flat=True))
        return super().delete()

    delete.queryset_only = True  # type: ignore[attr-defined]

    @transaction.atomic
    def draw_again(self) -> int:
        """Render each text anew, since something that it shows has changed: a source, an image. Returns how many."""
        drawn = list(self.only("title", "summary", "body", "language"))
        for article in drawn:
            article.render()
            # Where the text has changed since it was read, that change has rendered it itself.
            self.model.objects.filter(pk=article.pk, body=article.body).update(
                body_html=article.body_html, contents_html=article.contents_html, citations=article.citations
            )
        index_many(drawn)
        bump()
        return len(drawn)
