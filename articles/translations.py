"""Articles that say the same in other languages: an original and its translations, one step deep, no chains.

Each of a group names all of it, itself included, so that what search engines are told is reciprocal.
"""

from collections import defaultdict
from collections.abc import Iterable

from django.utils.translation import gettext as _

from harmblog.prepared import Prepared

from .models import Article

TRANSLATIONS = Prepared(lambda original: Article.objects.filter(translation_of=original).values_list("pk"), int)


def group_of(article: Article) -> list[Article]:
    """The public ones of an article's group, the original first, then in the order of their languages; empty where
    the article is alone. One query, or two.
    """
    root = article.translation_of_id or article.pk
    if not root:  # the preview of what was never saved
        return []
    # By their keys: asked for "this one or its translations", SQLite walks through all that is published.
    translations = [key for (key,) in TRANSLATIONS.rows(root)]
    found = Article.objects.published().filter(pk__in=[root, *translations]).only(*_SHOWN)
    return _group(found) if translations else []


def groups_of(articles: Iterable[tuple[int, int | None]]) -> dict[int, list[Article]]:
    """The groups as above of many articles, each given by its key and its original's, by the key of the original.
    Two queries for any number, and where there are no translations one.
    """
    roots = {original or key for key, original in articles}
    if not roots:
        return {}
    links = Article.objects.filter(translation_of__gte=min(roots), translation_of__lte=max(roots))
    found = [(key, original) for key, original in links.values_list("pk", "translation_of") if original in roots]
    keys = {key for link in found for key in link}
    groups: dict[int, list[Article]] = defaultdict(list)
    for one in Article.objects.published().filter(pk__in=keys).only(*_SHOWN) if keys else ():
        groups[one.translation_of_id or one.pk].append(one)
    return {root: group for root, members in groups.items() if (group := _group(members))}


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
