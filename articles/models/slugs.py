"""Slugs: the last part of an address, in any script, one for each thing."""

from django.db import models
from django.utils.text import slugify

SLUG_LENGTH = 200


def unique_slug(model: type[models.Model], text: str, *, fallback: str) -> str:
    """A slug made from `text` that no other row of `model` has: sleep, then sleep-2, sleep-3 and so on."""
    base = slugify(text, allow_unicode=True)[: SLUG_LENGTH - 8].strip("-") or fallback
    taken = set(model._default_manager.filter(slug__startswith=base).values_list("slug", flat=True))
    slug, number = base, 2
    while slug in taken:
        slug, number = f"{base}-{number}", number + 1
    return slug
