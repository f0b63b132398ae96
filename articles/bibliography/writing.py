"""BibTeX out, in UTF-8."""

import re
from collections.abc import Iterable

from ..models.source import Source
from ..sources import OTHERS, author_lines

Kind = Source.Kind
TYPES = {Kind.ARTICLE: "article", Kind.BOOK: "book", Kind.CHAPTER: "incollection", Kind.REPORT: "techreport"}
TYPES |= {Kind.WEB: "online", Kind.OTHER: "misc"}
# Where each kind says what it is part of; what it is written to, and read from first.
CONTAINER = {Kind.ARTICLE: "journal", Kind.BOOK: "publisher", Kind.CHAPTER: "booktitle", Kind.REPORT: "institution"}
CONTAINER |= {Kind.WEB: "organization", Kind.OTHER: "howpublished"}
# LaTeX for what has a meaning of its own there.
_ESCAPES = {
    **{mark: f"\\{mark}" for mark in "$&%#_"},
    **{"\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}"},
    **{"~": r"\textasciitilde{}", "^": r"\textasciicircum{}"},
}


def write_bibtex(sources: Iterable[Source]) -> str:
    """The sources for any program that reads BibTeX in UTF-8."""
    return "\n".join(_written(source) for source in sources)


def _written(source: Source) -> str:
    fields = {
        "author": " and ".join(map(_author, author_lines(source))),
        "title": f"{{{escaped(source.title)}}}",  # the second braces keep its capitals
        "year": escaped(source.year),
        CONTAINER[Kind(source.kind)]: escaped(source.container),
        "doi": _balanced(source.doi),
        "url": _balanced(source.url),
        "urldate": source.accessed_on.isoformat() if source.accessed_on else "",
    }
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    return f"@{TYPES[Kind(source.kind)]}{{{source.key},\n{lines}}}\n"


def escaped(text: str) -> str:
    """Plain text as LaTeX that reads the same. Marks that LaTeX would join into another are kept apart."""
    plain = "".join(_ESCAPES.get(mark, mark) for mark in text)
    return re.sub(r"(?<=[-'`])(?=[-'`])|(?<=[!?])(?=`)", "{}", plain)


def _balanced(address: str) -> str:
    return address.replace("{", "%7B").replace("}", "%7D")


def _author(line: str) -> str:
    if line == OTHERS:
        return "others"
    family, comma, given = line.partition(", ")
    if line.startswith("{") or not comma:
        return f"{{{escaped(line.strip('{}'))}}}"
    given, _comma, suffix = given.partition(", ")
    return ", ".join(f"{{{escaped(part)}}}" for part in (family, suffix, given) if part)
