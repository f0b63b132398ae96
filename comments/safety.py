"""Safety notes: which words stand under which comment now, how a new version is written, and whose source has aged.

A note under a comment names a template, never a text: correcting a text corrects it under every comment at once, and
retracting the template takes it away everywhere. Whoever writes here renews the pages in the same transaction.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from harmblog.pagecache import bump

from .models import Comment, SafetyNote, SafetyTemplate, SafetyText

AGED = dt.timedelta(days=365)  # since somebody last compared a text with its source
ENGLISH = "en"  # spoken where neither the article's language nor the site's has a text
WORDS = ("language", "text", "source", "source_url", "reviewed_on")


@dataclass(frozen=True, slots=True)
class Shown:
    """A safety note as readers see it."""

    key: str
    title: str  # for moderators
    language: str
    text: str
    source: str
    source_url: str
    reviewed_on: dt.date


def _nearest(texts: Iterable[Shown], page: str) -> Shown:
    """Of the same note in several languages, the one for a page: its own language (of pt-br and pt the nearer), the
    site's, English, any.
    """

    def distance(one: Shown) -> tuple[int, int, str]:
        if f"{page}-".startswith(f"{one.language}-"):
            return 0, -len(one.language), one.language
        return {ENGLISH: 2, settings.LANGUAGE_CODE: 1}.get(one.language, 3), 0, one.language

    return min(texts, key=distance)


def texts_for(language: str) -> list[Shown]:
    """What each note in use says on a page in this language, in the order of their titles: one query."""
    in_use = SafetyTemplate.objects.filter(retracted_at=None, texts__in=SafetyText.objects.newest().values("pk"))
    columns = ("key", "title", *(f"texts__{name}" for name in WORDS))
    texts: dict[str, list[Shown]] = defaultdict(list)
    for row in in_use.order_by("title", "pk").values_list(*columns):
        texts[row[0]].append(Shown(*row))
    return [_nearest(some, language) for some in texts.values()]


def under(comments: QuerySet[Comment] | Iterable[Any]) -> QuerySet[SafetyNote, Any]:
    """What the notes under these comments say in every language, for `by_comment`."""
    notes = SafetyNote.objects.filter(comment__in=comments, template__retracted_at=None)
    said = notes.filter(template__texts__in=SafetyText.objects.newest().values("pk")).order_by("pk")
    words = ("template__key", "template__title", *(f"template__texts__{name}" for name in WORDS))
    return said.values_list("pk", "comment", "comment__article__language", *words)


def by_comment(rows: Iterable[tuple[Any, ...]]) -> dict[int, list[Shown]]:
    """The notes by the comment's key, each in the language of its article."""
    texts: dict[tuple[int, int, str], list[Shown]] = defaultdict(list)
    for note, comment, language, *row in rows:
        texts[note, comment, language].append(Shown(*row))
    found: dict[int, list[Shown]] = defaultdict(list)
    for (_note, comment, language), some in texts.items():
        found[comment].append(_nearest(some, language))
    return found


def notes_under(comments: QuerySet[Comment] | Iterable[Any]) -> dict[int, list[Shown]]:
    """The notes under these comments: one query."""
    return by_comment(under(comments))


def attach(comments: Iterable[Comment], *, among: QuerySet[Comment] | None = None) -> None:
    """Give each of these comments its notes, for `comments/_comment.html`: one query. `among`: the same comments as a
    query, where they may be many.
    """
    comments = list(comments)
    give(comments, notes_under([comment.pk for comment in comments] if among is None else among.values("pk")))


def give(comments: Iterable[Comment], notes: Mapping[int, list[Shown]]) -> None:
    """The same with notes that are known."""
    for comment in comments:
        comment.safety_notes = notes.get(comment.pk, [])  # type: ignore[attr-defined]


# --- Texts and templates ----------------------------------------------------------------------------------------------


@transaction.atomic
def write(template: SafetyTemplate, *, editor: Any = None, **words: Any) -> SafetyText:
    """A new version of a text, which readers see from now on. `words`: as in `WORDS`."""
    hold(template)
    newest = SafetyText.objects.filter(template=template, language=words["language"]).order_by("-version").first()
    version = newest.version + 1 if newest else 1
    text = SafetyText(template=template, version=version, editor=editor)
    for name in WORDS:
        setattr(text, name, words.get(name, ""))
    text.save(force_insert=True)
    bump(articles=False)
    return text


def hold(template: SafetyTemplate) -> None:
    """Nobody else writes a version of it until this transaction ends."""
    SafetyTemplate.objects.filter(pk=template.pk).update(title=F("title"))


@transaction.atomic
def retract(templates: QuerySet[SafetyTemplate]) -> int:
    """Take these away from under every comment, at once. Returns how many were still in use."""
    changed = templates.filter(retracted_at=None).update(retracted_at=timezone.now())
    bump(articles=False)
    return changed


@transaction.atomic
def bring_back(templates: QuerySet[SafetyTemplate]) -> int:
    """Show these again under every comment under which they stood. Returns how many had been retracted."""
    changed = templates.exclude(retracted_at=None).update(retracted_at=None)
    bump(articles=False)
    return changed


def aged(today: dt.date) -> QuerySet[SafetyText]:
    """The present texts in use that nobody has compared with their source for too long."""
    return SafetyText.objects.newest().filter(template__retracted_at=None, reviewed_on__lte=today - AGED)
