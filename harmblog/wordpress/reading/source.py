"""The bytes of a file as text that XML may hold, with a look ahead of any bounded length."""

import codecs
import re
from codecs import IncrementalDecoder, getincrementaldecoder
from typing import BinaryIO

from ..records import Report

CHUNK = 256 * 1024
_HEAD = 4096  # bytes; where a byte order mark and a declared encoding are looked for
_DECLARED = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]+)""")
# What XML 1.0 cannot hold. A byte that the encoding does not know arrives as a surrogate (PEP 383).
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

_KNOWN_CODECS = re.compile(r"iso8859-|cp125\d|koi8|mac-|shift_jis|euc_|gb|big5|cp9\d\d|tis-620")

CONTROL = "control character removed"
NOT_UTF8 = "byte in another encoding, read as Windows-1252"


class Source:
    """A window on the text: `buffer[position:]` is what comes next, and `ahead` makes it longer."""

    def __init__(self, file: BinaryIO, report: Report, *, chunk: int = CHUNK) -> None:
        self.buffer, self.position = "", 0
        self.ended = False
        self.bytes_read = 0
        self._file, self._report, self._chunk = file, report, chunk
        self._lines_read = 1
        self._counted, self._line = 0, 1  # the line of a place in the buffer, found for the last repair
        self._before = 0  # characters that have left the buffer
        self._seen: dict[str, tuple[int, int, bool]] = {}
        self.head = self._read_head()
        self._decoder = _decoder(self.head)
        self._waiting = self.head

    def _read_head(self) -> bytes:
        head = b""
        while len(head) < _HEAD and (piece := self._file.read(_HEAD - len(head))):
            head += piece
        return head

    def ahead(self, count: int) -> None:
        """Make sure that `count` characters lie ahead, if the file has them."""
        missing = count - (len(self.buffer) - self.position)
        if missing <= 0 or self.ended:
            return
        self.line()
        self._before += self.position
        pieces = [self.buffer[self.position :]]
        while missing > 0 and not self.ended:
            pieces.append(piece := self._next())
            missing -= len(piece)
        self.buffer, self.position, self._counted = "".join(pieces), 0, 0

    def _next(self) -> str:
        data, self._waiting = self._waiting or self._file.read(self._chunk), b""
        self.bytes_read += len(data)
        self.ended = not data
        text = self._decoder.decode(data, final=not data)
        if _ILLEGAL.search(text):
            text = self._legal(text)
        self._lines_read += text.count("\n")
        return text

    def _legal(self, text: str) -> str:
        """The text without what XML cannot hold; stray bytes become what Windows would make of them."""
        line, counted = self._lines_read, 0

        def replace(found: re.Match[str]) -> str:
            nonlocal line, counted
            number = ord(found[0])
            kind = NOT_UTF8 if 0xDC80 <= number <= 0xDCFF else CONTROL
            line, counted = line + text.count("\n", counted, found.start()), found.start()
            self._report.repaired(kind, line)
            if kind == CONTROL:
                return ""
            byte = bytes([number - 0xDC00])
            return byte.decode("cp1252", "ignore") or byte.decode("latin-1")

        return _ILLEGAL.sub(replace, text)

    def line(self) -> int:
        """The line of the file that the position is on."""
        if self.position > self._counted:
            self._line += self.buffer.count("\n", self._counted, self.position)
            self._counted = self.position
        return self._line

    def find(self, needle: str, start: int, limit: int) -> int:
        """Where the needle next is at or after `start`, less than `limit` characters ahead of it; or -1.

        `start` is counted from the position. Remembers what it searched, so that asking again for every character
        of a hostile file costs no more than asking once.
        """
        self.ahead(start + limit)
        here = self._before + self.position + start
        since, until, found = self._seen.get(needle, (0, -1, False))
        if not since <= here <= until:
            since, until, found = here, here, False
        begin, end = until - self._before, min(here + limit - self._before, len(self.buffer))
        if not found and begin < end:
            place = self.buffer.find(needle, begin, end)
            found = place >= 0
            until = self._before + (place if found else max(begin, end - len(needle) + 1))
        self._seen[needle] = (since, until, found)
        inside = found and until + len(needle) <= here + limit
        return until - self._before - self.position if inside else -1


def _decoder(head: bytes) -> IncrementalDecoder:
    """By byte order mark, then by what an XML declaration looks like in UTF-16, then by what it declares."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return getincrementaldecoder("utf-16")("replace")
    if head.startswith((b"<\0", b"\0<")):
        return getincrementaldecoder("utf-16-le" if head[0] else "utf-16-be")("replace")
    declared = _DECLARED.search(head)
    return getincrementaldecoder(_codec(declared[1].decode()) if declared else "utf-8")("surrogateescape")


def _codec(label: str) -> str:
    """The codec of a declared encoding. What could be read until here is no UTF-16, whatever it says."""
    try:
        name = codecs.lookup(label).name
    except LookupError:
        return "utf-8"
    if name == "iso8859-1":
        return "cp1252"  # as browsers read it, and as what is called Latin 1 nearly always is
    return name if _KNOWN_CODECS.match(name) else "utf-8"
