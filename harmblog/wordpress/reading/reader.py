"""Reads a WordPress export (WXR 1.0 to 1.2) as a stream of records, in memory that does not grow with the file.

A comment comes when it ends, and its item after all its comments, when it ends itself; whoever needs the item first
reads the file twice, and finds the same numbers. An item or comment that the file does not hold whole does not come,
and the report says so; comments of such an item may have come before.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from xml.parsers import expat

from ..records import Record, Report
from .build import Builder
from .names import Names
from .repair import Repairer
from .sniff import NotWordPress, find_start
from .source import CHUNK, Source

__all__ = ["NotWordPress", "read"]

TEXT_LIMIT = 16 * 1024 * 1024  # characters of one field; WordPress' own tables hold no more for most of them
UNREADABLE = "could not be read, in spite of all repairs"

Progress = Callable[[int, int], None]


def read(
    path: str | Path,
    report: Report,
    *,
    progress: Progress | None = None,
    chunk: int = CHUNK,
    text_limit: int = TEXT_LIMIT,
) -> Iterator[Record]:
    """The records of a file. Raises NotWordPress, before the first record, for a file of another kind.

    `progress` is told, now and then, how many bytes of how many are done.
    """
    total = Path(path).stat().st_size
    with open(path, "rb") as file:
        source = Source(file, report, chunk=chunk)
        find_start(source, report)
        names = Names()
        builder = Builder(names, report, source.line, text_limit)
        parser = _parser(builder)
        told = 0
        for piece in Repairer(source, names, report):
            try:
                parser.Parse(piece, False)
            except expat.ExpatError as error:  # no known file comes here
                report.repaired(UNREADABLE, source.line(), str(error))
                break
            if builder.ready:
                yield from builder.take()
            if progress and source.bytes_read != told:
                told = source.bytes_read
                progress(told, total)
        parser.Parse(b"", True)
        builder.finish()
        yield from builder.take()


def _parser(builder: Builder) -> expat.XMLParserType:
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.buffer_size = 64 * 1024
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.text
    parser.ProcessingInstructionHandler = builder.gave_up
    return parser
