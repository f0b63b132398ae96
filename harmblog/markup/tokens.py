"""Tokens of markdown-it, made by us. Its renderer escapes what they hold, as it does with its own."""

from collections.abc import Sequence

from markdown_it.token import Token


def text(content: str) -> Token:
    return Token("text", "", 0, content=content)


def inline(children: Sequence[Token]) -> Token:
    """Running text, as the content of a block."""
    return Token("inline", "", 0, children=list(children))


def element(tag: str, content: Sequence[Token], *, block: bool = False, **attrs: str) -> list[Token]:
    """An element around other tokens."""
    return [
        Token(f"{tag}_open", tag, 1, attrs=dict(attrs), block=block),
        *content,
        Token(f"{tag}_close", tag, -1, block=block),
    ]


def link_depth(token: Token) -> int:
    """What a token adds to the depth of links: no link may hold another."""
    return (token.tag == "a" and token.nesting) or 0
