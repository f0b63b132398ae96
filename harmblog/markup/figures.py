"""Figures: `![alt](image:KEY "caption")` shows an image of this site. No other image is ever loaded."""

from collections.abc import Iterator, Mapping, Sequence

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from .kinds import Figure
from .tokens import element, inline, link_depth, text

SIZES = "(max-width: 42rem) 100vw, 42rem"


def show_images(state: StateCore) -> None:
    """Put images where the text names them. Leaves in the env those that are shown and what is missing."""
    images = [child for token in state.tokens for child in token.children or () if child.type == "image"]
    for image in images:
        image.content = state.md.renderer.renderInlineAsText(image.children, state.md.options, state.env)  # type: ignore[attr-defined]
    keys = {key for key in map(_key, images) if key}
    known: Mapping[str, Figure] = state.env["find_figures"](keys) if keys else {}
    state.env["shown"] = [known[key] for key in keys if key in known]
    state.env["missing"] = tuple(dict.fromkeys(str(i.attrs["src"]) for i in images if _key(i) not in known))
    if images:
        state.tokens = list(_placed(state.tokens, known))
        later = [child for token in state.tokens for child in token.children or () if child.tag == "img"][1:]
        for image in later:  # the first is likely in sight at once
            image.attrSet("loading", "lazy")


def _key(image: Token) -> str:
    """The key of an image of this site, else nothing."""
    scheme, _, key = str(image.attrs["src"]).partition(":")
    return key if scheme == "image" else ""


def _placed(tokens: Sequence[Token], known: Mapping[str, Figure]) -> Iterator[Token]:
    """The same tokens with images in them. A paragraph of nothing but images becomes a figure for each."""
    position = 0
    while position < len(tokens):
        token = tokens[position]
        if token.type == "paragraph_open" and _only_images(*tokens[position + 1 : position + 3]):
            for image in tokens[position + 1].children or ():
                yield from _figure(image, known)
            position += 3
            continue
        if token.children:
            token.children = list(_within(token.children, known))
        yield token
        position += 1


def _only_images(content: Token, end: Token) -> bool:
    kinds = {child.type for child in content.children or () if child.type != "text" or child.content.strip()}
    return end.type == "paragraph_close" and "image" in kinds and kinds <= {"image", "softbreak", "hardbreak"}


def _figure(image: Token, known: Mapping[str, Figure]) -> Iterator[Token]:
    """An image as a block of its own. What is not shown leaves no trace of it, or a link in a paragraph."""
    if image.type != "image" or not (shown := _image(image, known, linked=False)):
        return
    if _key(image) not in known:
        yield from element("p", [inline(shown)], block=True)
        return
    caption = str(image.attrs.get("title", ""))
    words = element("figcaption", [inline([text(caption)])], block=True) if caption else []
    yield from element("figure", [inline(shown), *words], block=True)


def _within(children: Sequence[Token], known: Mapping[str, Figure]) -> Iterator[Token]:
    """Running text with images in it."""
    links = 0
    for child in children:
        links += link_depth(child)
        if child.type == "image":
            yield from _image(child, known, linked=links > 0)
        else:
            yield child


def _image(image: Token, known: Mapping[str, Figure], *, linked: bool) -> list[Token]:
    """What stands for an image: itself; for another site's, a link to it; or nothing."""
    src, alt = str(image.attrs["src"]), image.content
    figure = known.get(_key(image))
    if figure is None:
        words = [text(alt or src)] if src.startswith(("https://", "http://")) else []
        return words if linked or not words else element("a", words, href=src)
    attrs: dict[str, str | int | float] = {
        **{"src": figure.src, "srcset": figure.srcset, "sizes": SIZES, "alt": alt or figure.alt},
        **{"width": figure.width, "height": figure.height, "decoding": "async"},
    }
    return [Token("img", "img", 0, attrs=attrs)]
