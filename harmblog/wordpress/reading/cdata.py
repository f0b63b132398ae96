"""Where a CDATA section really ends: `]]>` may stand inside (old exports did not split it), or be missing."""

import re
from collections.abc import Generator
from functools import lru_cache

from .names import UNKNOWN, Names
from .source import Source
from .text import CDATA_END, NAME, Note

UNCLOSED = "CDATA without an end"
_LOOK = 1024 * 1024  # characters; how far the next `]]>` is looked for to decide about one place
_LITERAL_END = "]]]]><![CDATA[>"

_NEXT_TAG = re.compile(rf"\s{{0,1000}}</?({NAME})", re.ASCII)
_FIELD_WITH_CDATA = re.compile(rf"<({NAME})>\s{{0,100}}<!\[CDATA\[", re.ASCII)


@lru_cache(maxsize=512)
def _stops(names: tuple[str, ...]) -> re.Pattern[str]:
    """What may end a section: its own end, or the end tag of an element that it stands in."""
    return re.compile(rf"\]\]>|</(?:{'|'.join(map(re.escape, names))})\s{{0,20}}>")


def cdata(source: Source, open_names: list[str], names: Names, note: Note) -> Generator[str, None, bool]:
    """The section whose text begins at the position, well-formed. False when its field is not whole."""
    stops, field = _stops(tuple(open_names)), open_names[-1]
    held = max(map(len, open_names)) + 24  # a stop may go on in the next piece
    yield "<![CDATA["
    while True:
        source.ahead(4 * held)
        stop = stops.search(source.buffer, source.position)
        end = stop.start() if stop else len(source.buffer) - (0 if source.ended else held)
        yield source.buffer[source.position : end]
        source.position = end
        if not stop:
            if source.ended:
                break
        elif stop[0] != "]]>":
            if _unclosed(source, len(stop[0]), field, names):
                note(UNCLOSED, f"in {field}")
                yield "]]>"
                return stop[0].startswith(f"</{field}")
            yield stop[0]
            source.position += len(stop[0])
        elif _ends(source, field, names):
            source.position += 3
            break
        else:
            note(CDATA_END, f"in {field}")
            yield _LITERAL_END
            source.position += 3
    yield "]]>"
    return True


def _ends(source: Source, field: str, names: Names) -> bool:
    """Whether the `]]>` at the position is the end of the section, and not a piece of its text."""
    source.ahead(2048)
    after = source.position + 3
    if source.buffer.startswith("<![CDATA[", after):
        return True
    tag = _NEXT_TAG.match(source.buffer, after, after + 1200)
    if tag:
        return tag[1] == field or _prefixed(tag[1], names)
    return _text_follows(source, field)


def _text_follows(source: Source, field: str) -> bool:
    """After `]]>` comes text: legal, if it is text of the same field with no elements in it."""
    closing = source.find(f"</{field}", 3, _LOOK)
    ending = source.find("]]>", 3, _LOOK)
    if ending < 0 or 0 <= closing < ending:
        return True
    opening = source.find("<![CDATA[", 3, _LOOK)
    if not 0 <= opening < ending:
        return False
    return source.find("<", 3, _LOOK) == opening


def _unclosed(source: Source, length: int, field: str, names: Names) -> bool:
    """Whether the end tag at the position is the file's, and not a piece of the section's text."""
    ending = source.find("]]>", length, _LOOK)
    if ending < 0:
        return True
    start, end = source.position + length, source.position + ending
    if source.buffer.startswith(_LITERAL_END, end - 2):
        return False  # somebody wrote about such files, and the exporter took care of it
    for found in _FIELD_WITH_CDATA.finditer(source.buffer, start, end):
        if names.look(found[1])[1] != UNKNOWN:
            return True
    tag = _NEXT_TAG.match(source.buffer, end + 3, end + 1200)
    return tag is not None and tag[1] != field and _prefixed(tag[1], names)


def _prefixed(name: str, names: Names) -> bool:
    """Whether a name can only be the file's own, while `title` may be a drawing's."""
    return ":" in name and names.look(name)[1] != UNKNOWN
