"""BibTeX in. Parsed by bibtexparser, LaTeX made readable by pylatexenc, both of which only look at text."""

import logging
import re
from collections.abc import Iterator
from typing import Any

from bibtexparser.entrypoint import parse_string
from bibtexparser.middlewares.names import parse_single_name_into_parts, split_multiple_persons_names
from bibtexparser.model import Block, DuplicateBlockKeyBlock, DuplicateFieldKeyBlock, ParsingFailedBlock
from bibtexparser.model import Entry as BibEntry
from django.utils.translation import gettext as _
from pylatexenc.latex2text import LatexNodes2Text

from ..models.source import Source
from ..sources import OTHERS
from .common import MOST, Entry, Refusal, day_of, doi_of, entry, organisation, person, too_many, year_of
from .writing import CONTAINER

logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)  # who pasted a text is told what is wrong with it

Kind = Source.Kind
KINDS = {
    **dict.fromkeys(("article", "periodical", "suppperiodical"), Kind.ARTICLE),
    **dict.fromkeys(("book", "mvbook", "booklet", "collection", "mvcollection", "proceedings"), Kind.BOOK),
    **dict.fromkeys(("incollection", "inbook", "inproceedings", "conference", "suppbook"), Kind.CHAPTER),
    **dict.fromkeys(("techreport", "report", "manual", "thesis", "mastersthesis", "phdthesis"), Kind.REPORT),
    **dict.fromkeys(("online", "electronic", "webpage", "www"), Kind.WEB),
}
CONTAINERS = ("journal", "journaltitle", "booktitle", "institution", "school", "publisher", "organization", "series")

_latex = LatexNodes2Text(keep_braced_groups=False, math_mode="verbatim")
_LATEX = re.compile(r"[\\{}$%&~`'^-]")  # anything that it would change
_UNKNOWN_TO_PYLATEXENC = {r"\textbraceleft": r"\{", r"\textbraceright": r"\}", r"\textasciicircum": "^{}"}


def read_bibtex(text: str) -> list[Entry | Refusal]:
    """Every entry of a text. A broken one takes no other with it."""
    blocks = [block for block in parse_string(text).blocks if isinstance(block, BibEntry | ParsingFailedBlock)]
    found = [_read(block) for block in blocks[:MOST]]
    return [*found, too_many(_place(blocks[MOST]))] if len(blocks) > MOST else found


def _place(block: Block) -> str:
    return _("line %(number)s") % {"number": (block.start_line or 0) + 1}


def _read(block: BibEntry | ParsingFailedBlock) -> Entry | Refusal:
    if isinstance(block, BibEntry):
        return entry(_place(block), block.key, _values(block))
    key = re.match(r"@\s*\w+\s*[{(]\s*([^\s,{}()]*)", block.raw or "")
    if isinstance(block, DuplicateBlockKeyBlock):
        reason = _("This key was there before, further up.")
    elif isinstance(block, DuplicateFieldKeyBlock):
        fields = ", ".join(sorted(block.duplicate_keys))
        reason = _("The same field is there twice: %(fields)s.") % {"fields": fields}
    else:
        reason = _("The braces, quotation marks or commas of this entry do not fit together.")
    return Refusal(_place(block), key[1] if key else "", reason)


def _values(block: BibEntry) -> dict[str, Any]:
    raw = {name.lower(): str(found.value) for name, found in block.fields_dict.items()}
    kind = KINDS.get(block.entry_type.lower(), Kind.OTHER)
    url = _verbatim(raw.get("url", "")) or next(iter(re.findall(r"\\url\{([^{}]+)\}", raw.get("howpublished", ""))), "")
    if raw.get("howpublished", "").startswith(r"\url"):
        raw.pop("howpublished")
    container = next((raw[name] for name in (CONTAINER[kind], *CONTAINERS) if raw.get(name)), "")
    return {
        "kind": kind,
        "authors": "\n".join(_authors(raw.get("author") or raw.get("editor", ""))),
        "year": year_of(readable(raw.get("year") or raw.get("date", ""))),
        "title": readable(raw.get("title", "")),
        "container": readable(container),
        "doi": doi_of(_verbatim(raw.get("doi", ""))),
        "url": url,
        "accessed_on": day_of(raw.get("urldate", "") or raw.get("note", "")),
    }


def _verbatim(value: str) -> str:
    """An address, in which LaTeX has no say, but which some programs escape all the same."""
    return re.sub(r"\\([%&#_~$])", r"\1", re.sub(r"\\url\{([^{}]*)\}", r"\1", value)).strip()


def readable(latex: str) -> str:
    """LaTeX as plain text: accents in place, braces gone."""
    if not _LATEX.search(latex):
        return latex
    for name, plain in _UNKNOWN_TO_PYLATEXENC.items():
        latex = latex.replace(f"{name}{{}}", plain).replace(name, plain)
    try:
        text = _latex.latex_to_text(re.sub(r"(?<!\\)([%&])", r"\\\1", latex))
    except (Exception, RecursionError):  # it trips over some macros; what was typed is better than nothing
        text = ""
    return text if text.strip() else re.sub(r"[{}]", "", latex)


def _authors(names: str) -> Iterator[str]:
    for name in split_multiple_persons_names(names):
        inside = re.fullmatch(r"\{((?:[^{}]|\{[^{}]*\})*+)\}", name.strip())
        if name.strip() == "others":
            yield OTHERS
        elif inside:
            yield organisation(readable(inside[1]))
        elif name.strip():
            parts = parse_single_name_into_parts(name, strict=False)
            given = readable(" ".join(parts.first))
            suffix = readable(" ".join(parts.jr))
            family = readable(" ".join((*parts.von, *parts.last)))
            yield person(family, f"{given}, {suffix}" if suffix else given)
