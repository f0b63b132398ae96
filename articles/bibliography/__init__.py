"""Bibliographies from elsewhere and for elsewhere: BibTeX in and out, CSL-JSON in. Pure: text in, entries out."""

from .common import LONGEST, Entry, Refusal, field_name
from .csl import read_csl
from .writing import write_bibtex

__all__ = ["LONGEST", "Entry", "Refusal", "field_name", "read", "write_bibtex"]


def read(text: str) -> list[Entry | Refusal]:
    """What a text holds, in its order; each part that cannot be used comes with the reason. Never raises for a text."""
    # Its parsers, 3 MB, are loaded when an editor brings a bibliography.
    from .bibtex import read_bibtex

    text = text.lstrip("\ufeff \t\r\n")
    return read_csl(text) if text.startswith(("[", "{")) else read_bibtex(text)
