"""Shortcodes in a text: which brackets are one, and which are only brackets."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

KNOWN = {"caption", "wp_caption", "gallery", "embed", "audio", "video", "playlist"}
FOOTNOTES = {"efn_note", "footnote", "mfn", "fn", "ref", "note"}

_CODE = re.compile(
    r"""(?<!\[)\[(?P<end>/?)(?P<name>[a-zA-Z][\w-]{0,60})
        (?P<rest>(?:\s+(?:[\w:-]{1,60}\s*=\s*)?+(?:"[^"\]]{0,2000}"|'[^'\]]{0,2000}'|[^\s"'\[\]]{1,500}+))*+)
        \s*/?\](?!\])""",
    re.VERBOSE,
)
_PAIR = re.compile(r"""([\w:-]{1,60}+)\s*=\s*(?:"([^"]*+)"|'([^']*+)'|([^\s"']++))""")
_DOUBLED = re.compile(r"\[(\[[^\[\]]{1,500}\])\]")


@dataclass(frozen=True, slots=True)
class Code:
    """One opening or closing shortcode as it stands in the text."""

    name: str
    raw: str
    closing: bool


def split(text: str, *, first: bool, last: bool) -> Iterator[tuple[str, Code | None]]:
    """The text in pieces, each with the shortcode after it. `[[x]]` is how WordPress writes a plain `[x]`.

    `first` and `last` say whether the text begins and ends its paragraph.
    """
    done = 0
    if "[" in text:
        ends = {found["name"].lower() for found in _CODE.finditer(text) if found["end"]}
        for found in _CODE.finditer(text):
            name = found["name"].lower()
            certain = name in KNOWN or name in FOOTNOTES or name in ends or found["end"]
            if certain or _looks_like_one(text, found, first=first, last=last):
                yield _undoubled(text[done : found.start()]), Code(name, found[0], bool(found["end"]))
                done = found.end()
    yield _undoubled(text[done:]), None


def _looks_like_one(text: str, found: re.Match[str], *, first: bool, last: bool) -> bool:
    """`[form id="1"]` and a `[toc]` alone on its line, but not "[sic]" or "[two words]"."""
    if _PAIR.search(found["rest"]) or found[0].endswith("/]"):
        return True
    if found["rest"] or not found["name"].islower():
        return False
    _, newline, before = text[: found.start()].rpartition("\n")
    after, line_end, _ = text[found.end() :].partition("\n")
    return not before.strip() and not after.strip() and bool(newline or first) and bool(line_end or last)


def _undoubled(text: str) -> str:
    return _DOUBLED.sub(r"\1", text) if "[[" in text else text


def attributes(raw: str) -> dict[str, str]:
    """The `name="value"` pairs of a shortcode."""
    return {name.lower(): double or single or bare for name, double, single, bare in _PAIR.findall(raw.strip("[]/ "))}
