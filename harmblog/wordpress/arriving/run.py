"""What one import knows while it runs, and the few words that every class of records needs cleaned."""

import html
import re
from dataclasses import dataclass, field
from pathlib import Path

from django.core.exceptions import ValidationError
from django.utils.html import strip_tags

from harmblog.text import refuse_invisible, without_controls

from .addresses import holds_address
from .ledger import Ledger
from .memory import Memory

LARGEST = 2**63 - 1  # number of anything there


@dataclass
class Run:
    """One import. `dry`: count, and change nothing. `own`: the file was written by `export_wordpress`."""

    memory: Memory
    dry: bool = False
    own: bool = False
    language: str = ""
    base: str = ""  # the folder that the old blog was in, as in /blog
    media: Path | None = None
    ledger: Ledger = field(default_factory=Ledger)


def plain(text: str, length: int) -> str:
    """A short text on one line: no tags, no entities, no controls, not too long."""
    text = html.unescape(strip_tags(text)) if "<" in text or "&" in text else text
    return " ".join(without_controls(text).split())[:length].strip()


def person(text: str, length: int) -> str:
    """What somebody is called; "" for a name that cannot be seen, or that holds an address: it would be published."""
    text = html.unescape(text)
    name = " ".join(without_controls(text).split())[:length].strip()
    try:
        refuse_invisible(name)
    except ValidationError:
        return ""
    return "" if holds_address(text) else name


def number_of(text: str) -> int:
    """A number as WordPress gives them; 0 for anything else, one that no table there could hold among it."""
    digits = text.lstrip("0")
    return int(digits) if digits.isdecimal() and len(digits) < 20 and int(digits) <= LARGEST else 0


def type_name(text: str) -> str:
    """The type or state of something, if it is a plain word: it is printed, and a file can say anything."""
    return text if re.fullmatch(r"[A-Za-z][\w-]{0,39}", text, re.ASCII) else "of no plain name"
