"""Articles that say the same in other languages: an original and its translations, one step deep, no chains.

Each of a group names all of it, itself included, so that what search engines are told is reciprocal.
"""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Q
from django.utils.translation import gettext as _

from .models import Article


def group_of(article: Article) -> list[Article]:
    """The public ones of an article's group, the original first, then in the order of their languages; empty where
    the article is alone. One query, or two.
    """
    root = article.translation_of_id or article.pk
    if not root:  # the preview of what was never saved
        return []
    # By their keys: asked for "this one or its translations", SQLite walks through all that is published.
    translations = list(Article.objects.filter(translation_of=root).values_list("pk", flat=True))
    found = Article.objects.published().filter(pk__in=[root, *translations]).only(*_SHOWN)
    return _group(found) if translations else []


def add_groups(articles: Iterable[Article]) -> list[Article]:
    """The articles, each with its `group` as above. One query for any number."""
    translations = Article.objects.filter(translation_of__isnull=False)
    related = Q(translation_of__isnull=False) | Q(pk__in=translations.values("translation_of"))
    groups: dict[int, list[Article]] = defaultdict(list)
    for one in Article.objects.published().filter(related).only(*_SHOWN):
        groups[one.translation_of_id or one.pk].append(one)
    articles = list(articles)
    for article in articles:
        article.group = _group(groups.get(article.translation_of_id or article.pk, []))  # type: ignore[attr-defined]
    return articles


_SHOWN = ("slug", "kind", "language", "translation_of")


def _group(members: Iterable[Article]) -> list[Article]:
    group = sorted(members, key=lambda one: (one.translation_of_id is not None, one.language, one.pk))
    return group if len(group) > 1 else []


def refusal(article: Article, original: Article | None) -> str:
    """Why an article, in the language that it has now, cannot be a translation of `original`; empty if it can."""
    its_own = Article.objects.filter(translation_of=article.pk) if article.pk else Article.objects.none()
    if original is None:
        clash = its_own.filter(language=article.language).first()
        words = _("“%(title)s” is a translation of this article and already in this language.")
        return words % {"title": clash} if clash else ""
    if original.pk == article.pk:
        return _("An article cannot be a translation of itself.")
    if original.translation_of_id:
        return _("“%(title)s” is a translation itself. Name the original.") % {"title": original}
    if its_own.exists():
        return _("Other articles are translations of this one, so it cannot be one itself.")
    if original.language == article.language:
        return _("“%(title)s” is in the same language. Choose another language for this article.") % {"title": original}
    others = Article.objects.filter(translation_of=original, language=article.language).exclude(pk=article.pk)
    if twin := others.first():
        return _("“%(title)s” is already the translation into this language.") % {"title": twin}
    return ""
