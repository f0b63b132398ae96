"""Real export files into well-formed XML: a filter between the file and the parser that reports what it repairs.

It knows how a WXR file is built (names.py), and so which `<` begins an element, which end is missing and where the
next item starts. Doctypes, entities, comments and instructions of the file never reach the parser; the one instruction
that does is GAVE_UP: the record around it (or all that are open) is not whole. What is well-formed and ordinary passes
in one match of `_FIELDS`.
"""

import re
from collections.abc import Iterator

from ..records import Report
from . import text
from .cdata import cdata
from .names import HEAD, LEAF, LEVELS, ROOT, UNKNOWN, Names
from .sniff import NO_DOCTYPE
from .source import Source
from .text import NAME

GAVE_UP = "gave-up"
AHEAD = 16 * 1024  # what lies ahead at every decision: no tag is longer
COMMENT_LIMIT = 64 * 1024
DEPTH = 32

# Whole fields in a row: <wp:name>text or CDATA</wp:name>, with nothing in them that needs a closer look.
_CONTAINER = "|".join(sorted({name.rpartition(":")[2] for name in LEVELS if name != "wp:category"} | HEAD))
_FIELDS = re.compile(
    rf"""(?:\s*+<(?!(?:[\w.-]++:)?(?:{_CONTAINER})[\s/>])(?![\w.-]++:category[\s/>])({NAME})
    (?:\ domain="[^"<>&]*+"\ nicename="[^"<>&]*+"|\ isPermaLink="\w*+")?
    (?:\s*+/>|>(?:(?:[^<&\]]|&(?:amp|lt|gt|quot|\#8\d\d\d|\#038|\#039);)*+
       |<!\[CDATA\[(?:[^\]<]|\](?!\]>)|<(?!!\[CDATA\[))*+\]\]>
    )</\1>))+""",
    re.VERBOSE | re.ASCII,
)
_TAG = re.compile(
    rf"""<(/?)({NAME})((?:\s(?:[^<>"']|"[^"<>]*+"|'[^'<>]*+')*+)?+)/?>""",
    re.ASCII,
)
_ATTRIBUTE = re.compile(r"""([A-Za-z_][\w.:-]*+)\s*=\s*(?:"([^"]*+)"|'([^']*+)')""", re.ASCII)
_DECLARATION = re.compile(r"<![A-Za-z]")

MISSING_END = "end tag missing"
STRAY_END = "end tag of nothing"
STRAY_SIGN = "< that begins no element"
OUTSIDE = "text outside of any field"
TOO_DEEP = "elements nested too deep"
CUT = "the file ends early"


class Repairer:
    """Iterating yields the pieces of a well-formed document: <wxr>, and in it what stands in the file's channel."""

    def __init__(self, source: Source, names: Names, report: Report) -> None:
        self._source, self._names, self._report = source, names, report
        self._open: list[tuple[str, str, int]] = []  # name, canonical name, level
        self._complete = False

    def __iter__(self) -> Iterator[str]:
        source = self._source
        yield f"<{ROOT}>"
        while True:
            source.ahead(AHEAD)
            if source.position >= len(source.buffer):
                break
            if self._open and self._open[-1][2] == LEAF:
                yield from self._in_field()
            elif not self._in_stranger() and (fields := _FIELDS.match(source.buffer, source.position)):
                source.position = fields.end()
                yield fields[0]
            else:
                yield from self._between_fields()
        if self._open:
            self._note(CUT)
            yield f"<?{GAVE_UP} all?>"
            yield from self._close_down_to(0, missing=False)
        elif not self._complete:
            self._note(CUT, "nothing is lost")
        yield f"</{ROOT}>"

    def _note(self, kind: str, detail: str = "") -> None:
        self._report.repaired(kind, self._source.line() if self._report.wants(kind) else 0, detail)

    # --- Where elements stand ---------------------------------------------------------------------------------------

    def _between_fields(self) -> Iterator[str]:
        """One step where only elements should be: nothing else is passed on."""
        source = self._source
        sign = source.buffer.find("<", source.position)
        if sign != source.position:
            end = sign if sign >= 0 else len(source.buffer)
            if not source.buffer[source.position : end].isspace():
                self._note(OUTSIDE)
            source.position = end
        elif tag := _TAG.match(source.buffer, source.position, source.position + AHEAD):
            yield from self._tag(tag)
        elif not self._skipped():
            self._note(STRAY_SIGN)
            source.position += 1

    def _skipped(self) -> bool:
        """Step over a comment, an instruction, a doctype, or CDATA that belongs to nothing."""
        source = self._source
        for opening, end in (("<!--", "-->"), ("<?", "?>"), ("<![CDATA[", "]]>")):
            if source.buffer.startswith(opening, source.position):
                place = source.find(end, len(opening), COMMENT_LIMIT)
                source.position += place + len(end) if place >= 0 else 1
                return True
        if _DECLARATION.match(source.buffer, source.position):
            self._note(NO_DOCTYPE)
            source.position += self._declaration()
            return True
        return False

    def _declaration(self) -> int:
        """The length of a doctype or another declaration; of its beginning, where it has no end."""
        end, subset = (self._source.find(sign, 2, AHEAD) for sign in (">", "["))
        if 0 <= subset < end:
            end = self._source.find("]>", 2, AHEAD) + 1
        return end + 1 if end > 0 else 2

    def _tag(self, tag: re.Match[str]) -> Iterator[str]:
        canonical, level = self._names.look(tag[2])
        if canonical in HEAD:
            yield from self._head(tag)
        elif tag[1]:
            yield from self._end_tag(tag[2], canonical)
        elif len(self._open) >= DEPTH:
            self._note(TOO_DEEP)
        else:
            yield from self._start_tag(tag, canonical, level)
        self._source.position += tag.end() - tag.start()

    def _head(self, tag: re.Match[str]) -> Iterator[str]:
        """`<rss>` and `<channel>` are given, since files are joined, cut and followed by other things."""
        for name, double, single in _ATTRIBUTE.findall(tag[3]):
            if name.startswith("xmlns:"):
                self._names.declare(name[6:], double or single)
        if tag[1]:
            self._complete = True
        yield from self._close_down_to(0)

    def _start_tag(self, tag: re.Match[str], canonical: str, level: int) -> Iterator[str]:
        if level != UNKNOWN:
            keep = len(self._open)
            while keep and (self._open[keep - 1][2] >= level or self._strangers_parent(keep, canonical)):
                keep -= 1
            yield from self._close_down_to(keep)
        given = {name: double or single for name, double, single in _ATTRIBUTE.findall(tag[3])}
        attributes = [f' {name}="{text.quoted(given[name])}"' for name in ("domain", "nicename") if name in given]
        yield f"<{tag[2]}{''.join(attributes)}>"
        if tag[0].endswith("/>"):
            yield f"</{tag[2]}>"
        else:
            self._open.append((tag[2], canonical, level))

    def _in_stranger(self) -> bool:
        return bool(self._open) and self._open[-1][2] == UNKNOWN

    def _strangers_parent(self, depth: int, canonical: str) -> bool:
        """Whether an unknown element (of a PHP warning, say) was left open before one of WordPress' own."""
        return self._open[depth - 1][2] == UNKNOWN and canonical.startswith("wp:")

    def _end_tag(self, name: str, canonical: str) -> Iterator[str]:
        depth = len(self._open)
        while depth and self._open[depth - 1][1] != canonical:
            depth -= 1
        if not depth:
            self._note(STRAY_END, name)
            return
        yield from self._close_down_to(depth)
        yield f"</{self._open.pop()[0]}>"

    def _close_down_to(self, depth: int, *, missing: bool = True) -> Iterator[str]:
        while len(self._open) > depth:
            name = self._open.pop()[0]
            if missing:
                self._note(MISSING_END, name)
            yield f"</{name}>"

    # --- Inside a field ---------------------------------------------------------------------------------------------

    def _in_field(self) -> Iterator[str]:
        """One step in a field's text: up to the next `<`, or what begins there."""
        source = self._source
        start = source.position
        sign = source.buffer.find("<", start)
        if sign == start:
            yield from self._sign_in_field()
            return
        end = sign if sign >= 0 else len(source.buffer)
        if sign < 0 and not source.ended:  # an entity may go on in the next piece
            end = max(start + 1, text.whole_until(source.buffer, start))
        yield text.repaired(source.buffer[start:end], self._note)
        source.position = end

    def _sign_in_field(self) -> Iterator[str]:
        source = self._source
        if source.buffer.startswith("<![CDATA[", source.position):
            source.position += len("<![CDATA[")
            whole = yield from cdata(source, [name for name, _, _ in self._open], self._names, self._note)
            if not whole:
                yield f"<?{GAVE_UP}?>"
            return
        tag = _TAG.match(source.buffer, source.position, source.position + AHEAD)
        if tag and self._names.look(tag[2])[1] != UNKNOWN:
            yield from self._tag(tag)
        elif tag or not self._skipped():
            self._note(STRAY_SIGN)
            source.position += 1
            yield "&lt;"
