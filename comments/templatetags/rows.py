"""Draws the rows of a list of the desk."""

from collections.abc import Sequence

from django import template
from django.template.context import Context
from django.utils.safestring import SafeString

from ..desk.drawing import drawn
from ..desk.knowing import Item

register = template.Library()


@register.simple_tag(takes_context=True)
def rows(context: Context, items: Sequence[Item]) -> SafeString:
    """The comments of a list, each by `desk/_item.html`."""
    return drawn(items, context)
