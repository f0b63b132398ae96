"""Draws once what is the same in every row of a page."""

from typing import Any

from django import template
from django.template.base import FilterExpression, Node, NodeList, Parser, Token
from django.template.context import Context

register = template.Library()
KEY = "drawn once"


@register.tag
def once(parser: Parser, token: Token) -> "Once":
    """`{% once status %} … {% endonce %}` is drawn for the first row; others of the same page get the same words, if
    `status` is the same there. All that the part depends on, and that may differ within a page, is named.
    """
    depends = [parser.compile_filter(name) for name in token.split_contents()[1:]]
    nodes = parser.parse(["endonce"])
    parser.delete_first_token()
    return Once(depends, nodes)


class Once(Node):
    def __init__(self, depends: list[FilterExpression], nodelist: NodeList) -> None:
        self.depends, self.nodelist = depends, nodelist

    def render(self, context: Context) -> Any:
        # Of the whole page: each included template has a part of its own on top of this one.
        page: Any = context.render_context.dicts[0]
        drawn = page.setdefault(KEY, {})
        key = (self, *(str(name.resolve(context, ignore_failures=True)) for name in self.depends))
        if key not in drawn:
            drawn[key] = self.nodelist.render(context)
        return drawn[key]
