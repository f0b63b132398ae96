"""Bibliographies from elsewhere and for elsewhere: BibTeX in and out, CSL-JSON in. Pure: text in, entries out."""

from .bibtex import read_bibtex, write_bibtex
from .common import LONGEST, Entry, Refusal, field_name
from .csl import read_csl

__all__ = ["LONGEST", "Entry", "Refusal", "field_name", "read", "write_bibtex"]


def read(text: str) -> list[Entry | Refusal]:
    """What a text holds, in its order; each part that cannot be used comes with the reason. Never raises for a text."""
    text = text.lstrip("\ufeff \t\r\n")
    return read_csl(text) if text.startswith(("[", "{")) else read_bibtex(text)
