"""Slugs: the last part of an address, in any script, one for each thing."""

from collections.abc import Callable, Iterator
from typing import Any

from django.conf import settings
from django.db import models
from django.urls import URLResolver, get_resolver
from django.utils.text import slugify

SLUG_LENGTH = 200


def unique_slug(
    model: type[models.Model], text: str, *, fallback: str, free: Callable[[str], bool] = lambda slug: True
) -> str:
    """A slug made from `text` that no other row of `model` has, and that is `free`: sleep, then sleep-2, sleep-3 …"""
    base = slugify(text, allow_unicode=True)[: SLUG_LENGTH - 8].strip("-") or fallback
    taken = set(model._default_manager.filter(slug__startswith=base).values_list("slug", flat=True))
    slug, number = base, 2
    while slug in taken or not free(slug):
        slug, number = f"{base}-{number}", number + 1
    return slug


def leads_elsewhere(slug: str) -> bool:
    """Whether the site itself serves something at /slug/ or below it, so that no standing page can be there."""
    files = {settings.STATIC_URL.strip("/"), settings.MEDIA_URL.strip("/")}
    return slug.casefold() in files.union(_first_parts(get_resolver().url_patterns))


def _first_parts(patterns: list[Any], before: str = "") -> Iterator[str]:
    """What stands between the first two slashes of each address in the URL map."""
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver) and "/" not in route:
            yield from _first_parts(pattern.url_patterns, route)
        else:
            yield route.partition("/")[0]
