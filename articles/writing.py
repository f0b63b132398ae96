"""Changes an article: saves a text, shows it to readers, takes it back. The desk's only writer of revisions.

Every act is one transaction with a guard on the edition that the editor had opened. The guard is a compare-and-set,
because `select_for_update` is silently ignored on SQLite: of two who save at once, one wins, and the text of the
other is kept aside in the history.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import DateTimeField, F, Max, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from harmblog.pagecache import bump
from harmblog.text import without_controls, without_unprintable

from . import redirects
from .models import Article, Redirect, Revision, Topic

Kind, Status = Revision.Kind, Article.Status
Words = Mapping[str, str]  # by the names of Article.TEXT


class Stale(Exception):
    """Somebody else had saved first: `first` is their revision, `kept` the one in which the refused text is."""

    def __init__(self, first: Revision, kept: Revision | None = None) -> None:
        super().__init__(f"revision {first.number} was first")
        self.first, self.kept = first, kept


def clean(text: Words) -> dict[str, str]:
    """The four texts as they are stored: one kind of line end, and nothing that no page can show."""
    said = {name: text.get(name, "").replace("\r\n", "\n").replace("\r", "\n") for name in Article.TEXT}
    return {name: (without_unprintable if name == "body" else without_controls)(words) for name, words in said.items()}


def words_of(source: Any) -> dict[str, str]:
    """The four texts of an article, a revision or what was not saved yet."""
    return {name: getattr(source, name) for name in Article.TEXT}


def newest(article: Article) -> Revision | None:
    """The revision that is being worked on; None for an article made before there were revisions, or elsewhere."""
    return article.revisions.filter(number=article.edition).select_related("editor").first()


@transaction.atomic
def create(article: Article, *, editor: Any) -> None:
    """Store a new article and its first revision."""
    _speak(article, clean(words_of(article)))
    article.edition, article.shown_edition = 1, int(article.status == Status.PUBLISHED)
    article.save()
    _store(article, 1, Kind.SAVED, editor, words_of(article))
    Redirect.objects.filter(old_path=article.get_absolute_url()).delete()


def save_text(article: Article, text: Words, *, editor: Any, based_on: int) -> Revision:
    """Keep a text, as an edit of the edition `based_on`. A draft's text follows; readers of a published article see
    it only after `publish_text`. A text that changes nothing makes no revision: the one that holds it is returned.

    Raises Stale if another text came first; this one is then kept aside.
    """
    return _save(article, clean(text), kind=Kind.SAVED, editor=editor, based_on=based_on)


def restore(article: Article, number: int, *, editor: Any, based_on: int) -> Revision:
    """The text of an old revision once more, as a new one. Raises Stale as `save_text` does."""
    old = words_of(article.revisions.get(number=number))
    return _save(article, old, kind=Kind.RESTORED, editor=editor, based_on=based_on)


@transaction.atomic
def keep_aside(article: Article, text: Words, *, editor: Any) -> Revision:
    """A text that nobody asked for and nobody should lose, in the history."""
    now = _hold(article)
    _begin(now)
    return _store(now, _next_number(now), Kind.ASIDE, editor, clean(text))


def _save(article: Article, text: dict[str, str], *, kind: str, editor: Any, based_on: int) -> Revision:
    with transaction.atomic():
        now = _hold(article)
        _begin(now)
        based_on = max(based_on, 1)  # 0: opened before there was a history, which began with what was opened
        last = now.revisions.select_related("editor").get(number=now.edition)
        opened = now.revisions.filter(number=based_on).first()
        article.edition = now.edition
        if text == words_of(last):
            return last
        if opened and text == words_of(opened):
            return opened  # this editor wrote nothing; what others wrote since stays
        number = _next_number(now)
        won = Article.objects.filter(pk=now.pk, edition=based_on).update(edition=number)
        revision = _store(now, number, kind if won else Kind.ASIDE, editor, text)
        if won:
            article.edition = now.edition = number
            _follow(now)
    if not won:
        raise Stale(last, revision)
    return revision


@transaction.atomic
def save_settings(article: Article, names: Iterable[str]) -> None:
    """Store the settings of these names as they are on `article`, and nothing else of it. They take effect at once:
    an article that was published by this shows its newest text, and a new slug leaves a redirect at the old address.
    """
    now = _hold(article)
    before, address = now.status, now.get_absolute_url()
    was_public = now.published_at is not None and now.published_at <= timezone.now()
    for name in set(names) - set(Article.TEXT):
        setattr(now, name, getattr(article, name))
    if now.status != before:
        now.shown_edition = now.edition if now.status == Status.PUBLISHED else 0
        _follow(now)
    now.save()
    if now.get_absolute_url() != address:
        Redirect.objects.filter(old_path=now.get_absolute_url()).delete()
        if was_public:
            redirects.leave(address, article=now)
    article.refresh_from_db()


@transaction.atomic
def publish_text(article: Article, *, expected: int) -> None:
    """Show readers of a published article its newest text, which is the edition `expected`; else raise Stale."""
    now = _hold(article)
    _begin(now)
    last = now.revisions.select_related("editor").get(number=now.edition)
    if now.edition != max(expected, 1):
        raise Stale(last)
    _speak(now, words_of(last))
    now.shown_edition = now.edition
    now.save()
    article.refresh_from_db()


@transaction.atomic
def publish(keys: Iterable[int]) -> int:
    """Publish those drafts among the articles with these keys that have a text; how many they were. One that has a
    time already keeps it.
    """
    keys = _hold_all(keys)
    moment = timezone.now()
    time = Coalesce("published_at", Value(moment, output_field=DateTimeField()))
    done = (
        Article.objects.filter(pk__in=keys)
        .drafts()
        .exclude(body="")
        .update(status=Status.PUBLISHED, published_at=time, shown_edition=F("edition"), updated_at=moment)
    )
    if done:
        bump(takes_away=False)
    return done


@transaction.atomic
def unpublish(keys: Iterable[int]) -> int:
    """Make drafts of those among the articles with these keys that are published or scheduled; how many they were."""
    keys = _hold_all(keys)
    for article in Article.objects.filter(pk__in=keys).with_unshown_changes().order_by("pk"):
        _begin(article)
        _speak(article, words_of(article.revisions.get(number=article.edition)))
        article.save()
    drafts = Article.objects.filter(pk__in=keys).drafts().values("pk")
    done = (
        Article.objects.filter(pk__in=keys)
        .exclude(pk__in=drafts)
        .update(status=Status.DRAFT, shown_edition=0, updated_at=timezone.now())
    )
    if done:
        bump()
    return done


@transaction.atomic
def reviewed(article: Article) -> None:
    """Somebody has checked the facts today."""
    Article.objects.filter(pk=article.pk).update(reviewed_on=timezone.localdate())
    bump()


@transaction.atomic
def save_topic(topic: Topic) -> None:
    """Store a topic; a new slug leaves a redirect at the old address."""
    before = Topic.objects.filter(pk=topic.pk).first() if topic.pk else None
    topic.save()
    Redirect.objects.filter(old_path=topic.get_absolute_url()).delete()
    if before and before.slug != topic.slug:
        redirects.leave(before.get_absolute_url(), topic=topic)


def _hold(article: Article) -> Article:
    """The article as it is now. Nobody else changes it until the transaction ends: an update that changes nothing
    waits its turn, on both databases.
    """
    Article.objects.filter(pk=article.pk).update(edition=F("edition"))
    return Article.objects.get(pk=article.pk)


def _hold_all(keys: Iterable[int]) -> list[int]:
    """Hold several in the order of their keys, so that no two who overlap can lock each other out."""
    ordered = sorted(keys)
    for key in ordered:
        Article.objects.filter(pk=key).update(edition=F("edition"))
    return ordered


def _begin(now: Article) -> None:
    """The history of an article that has none begins with its present text."""
    if now.edition == 0:
        now.edition, now.shown_edition = 1, int(now.status == Status.PUBLISHED)
        Article.objects.filter(pk=now.pk).update(edition=1, shown_edition=now.shown_edition)
        first = Revision(article=now, number=1, editor_id=now.author_id, at=now.updated_at, **clean(words_of(now)))
        first.save(force_insert=True)


def _next_number(now: Article) -> int:
    return (now.revisions.aggregate(highest=Max("number"))["highest"] or 0) + 1


def _store(article: Article, number: int, kind: str, editor: Any, text: Words) -> Revision:
    revision = Revision(article=article, number=number, kind=kind, editor=editor, **text)
    revision.save(force_insert=True)
    return revision


def _follow(now: Article) -> None:
    """A draft's text is the newest one. What readers see stays."""
    last = newest(now)
    if last and now.status != Status.PUBLISHED:
        _speak(now, words_of(last))
        now.save()


def _speak(article: Article, text: Words) -> None:
    for name in Article.TEXT:
        setattr(article, name, text[name])
