"""What only our own export has: the site's settings, author pages and sources."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction

from articles.models import Profile, Source
from articles.models.slugs import unique_slug
from harmblog.models import Site

from .. import own
from ..records import Item
from .authors import Authors
from .memory import name_for
from .run import Run


class Library:
    """Takes what is not an article; leaves alone what is here already."""

    def __init__(self, run: Run, authors: Authors) -> None:
        self._run, self._authors = run, authors

    def arrive(self, item: Item, line: str) -> None:
        """One more of it."""
        ledger, name = self._run.ledger, name_for(item.id or f"item {item.number}")
        if name in self._run.memory.known(item.type[:20], [name]):
            ledger.here[line] += 1
            return
        data = own.of_item(item.meta)
        author = self._authors.of(item.creator) if item.type == "harmblog_profile" else None
        try:
            row = self._row(item.type, data, author)
            if row and not self._run.dry:
                self._store(row, item, name)
        except ValidationError:
            ledger.left_out(line, "not as it should be", f"item {item.number}")
            return
        if row:
            ledger.made[line] += 1
        else:
            ledger.left_out(line, "this site has its own")

    def _row(self, kind: str, data: dict[str, Any], author: int | None) -> models.Model | None:
        """The row, not stored yet; None where one is here."""
        if kind == "harmblog_source":
            if Source.objects.filter(key=own.words(data, "key")).exists():
                return None
            texts = {name: own.words(data, name) for name in own.SOURCE_FIELDS}
            return Source(**{**texts, "accessed_on": texts["accessed_on"] or None})
        if kind == "harmblog_profile":
            slug, text = own.words(data, "slug", 180), own.words(data, "biography", 2000)
            if author is None or Profile.objects.filter(user_id=author).exists():
                return None
            taken = Profile.objects.filter(slug=slug).exists()
            slug = unique_slug(Profile, slug, fallback="author") if taken or not slug else slug
            return Profile(user_id=author, slug=slug, biography=text)
        site = Site.current()
        if any(getattr(site, name) for name in own.SITE_FIELDS):
            return None
        for name in own.SITE_FIELDS:
            setattr(site, name, own.words(data, name))
        return site

    def _store(self, row: models.Model, item: Item, name: str) -> None:
        row.full_clean()
        with transaction.atomic():
            row.save()
            self._run.memory.keep(item.type[:20], {name: row.pk})
