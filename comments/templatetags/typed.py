"""Carries what was typed through a page and back, to the last character."""

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.filter
def as_typed(value: str) -> SafeString:
    """For the value of a hidden field. Line ends as numbers: a parser would make all kinds of them the same."""
    return mark_safe(escape(value).replace("\r", "&#13;").replace("\n", "&#10;"))  # noqa: S308 - escaped before
