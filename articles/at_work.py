"""What lies on a writer's desk: text that was not saved yet, who else is at it, and links for a private look."""

import datetime as dt
from typing import Any

from django.utils import timezone

from .models import Article, Editing, PreviewLink, UnsavedText
from .models.article import TITLE_LENGTH
from .writing import Words, clean, keep_aside, words_of

AWAY_AFTER = dt.timedelta(minutes=10)  # without a sign from their browser somebody has left
DAYS = (1, 7, 30)  # for which a preview link can be open


def keep_unsaved(article: Article | None, text: Words, *, editor: Any, based_on: int) -> UnsavedText:
    """Keep what an editor has typed so far, in place of what was kept before; None: of an article not there yet."""
    said = clean(text)
    # Longer than the form allows; the database would refuse it.
    said |= {name: said[name][:TITLE_LENGTH] for name in ("title", "content_note")}
    values = {**said, "based_on": based_on, "at": timezone.now()}
    return UnsavedText.objects.update_or_create(article=article, editor=editor, defaults=values)[0]


def unsaved(article: Article | None, *, editor: Any) -> UnsavedText | None:
    """What this editor had typed and not saved."""
    return UnsavedText.objects.filter(article=article, editor=editor).first()


def drop_unsaved(article: Article | None, *, editor: Any) -> None:
    """It was saved, or is not wanted."""
    UnsavedText.objects.filter(article=article, editor=editor).delete()


def settle(kept: UnsavedText | None, article: Article, saved: Words) -> None:
    """The article was saved, so nothing is unsaved any more. If what was kept is another text, from a second tab or an
    earlier day, it goes to the history.
    """
    if kept:
        if words_of(kept) != clean(saved):
            keep_aside(article, words_of(kept), editor=kept.editor)
        kept.delete()


def arrive(article: Article, *, editor: Any) -> None:
    """This editor has the article open now."""
    Editing.objects.update_or_create(article=article, editor=editor, defaults={"seen_at": timezone.now()})


def leave(article: Article, *, editor: Any) -> None:
    """They closed it."""
    Editing.objects.filter(article=article, editor=editor).delete()


def others(article: Article, *, editor: Any) -> list[Editing]:
    """Who else has the article open."""
    seen = Editing.objects.filter(article=article, seen_at__gt=timezone.now() - AWAY_AFTER)
    return list(seen.exclude(editor=editor).select_related("editor").order_by("pk"))


def open_links(article: Article) -> list[PreviewLink]:
    """The preview links that still open, the one that closes first on top."""
    return list(article.preview_links.filter(expires_at__gt=timezone.now()).order_by("expires_at"))


def make_link(article: Article, *, editor: Any, days: int) -> PreviewLink:
    """A private address of the newest text, open for so many days. Those that have expired go."""
    now = timezone.now()
    article.preview_links.filter(expires_at__lte=now).delete()
    return PreviewLink.objects.create(article=article, made_by=editor, expires_at=now + dt.timedelta(days=days))


def close_link(article: Article, key: str) -> None:
    """From now on nobody can open it."""
    article.preview_links.filter(key=key).delete()
