"""Who to call: emergency, crisis and poison lines by country, from comments/helplines.toml or a site's own file.

Nobody is located: the page shows every country, those of the language first, and a reader chooses.
"""

import datetime as dt
import re
import tomllib
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SHIPPED = Path(__file__).with_name("helplines.toml")
FRESH = dt.timedelta(days=365)  # a number that nobody has looked at for longer may ring somewhere else by now


class Kind(StrEnum):
    EMERGENCY = "emergency"
    CRISIS = "crisis"
    POISON = "poison"


KINDS = {
    Kind.EMERGENCY: _("Emergency"),
    Kind.CRISIS: _("Somebody to talk to"),
    Kind.POISON: _("Poison information"),
}
NAMES = {
    "at": _("Austria"),
    "au": _("Australia"),
    "be": _("Belgium"),
    "br": _("Brazil"),
    "ca": _("Canada"),
    "ch": _("Switzerland"),
    "de": _("Germany"),
    "es": _("Spain"),
    "fr": _("France"),
    "gb": _("United Kingdom"),
    "ie": _("Ireland"),
    "in": _("India"),
    "it": _("Italy"),
    "mx": _("Mexico"),
    "nl": _("Netherlands"),
    "nz": _("New Zealand"),
    "pt": _("Portugal"),
    "us": _("United States"),
    "za": _("South Africa"),
}


@dataclass(frozen=True, slots=True)
class Line:
    kind: Kind
    name: str
    number: str  # as it is printed
    tel: str  # as it is dialled
    source: str  # where the number stands, https
    checked_on: dt.date
    hours: str = ""

    @property
    def label(self) -> str | Promise:
        return KINDS[self.kind]


@dataclass(frozen=True, slots=True)
class Country:
    code: str  # two small letters; also the anchor on the page
    name: str | Promise
    languages: tuple[str, ...]  # the most usual first
    lines: tuple[Line, ...]


# --- Reading ----------------------------------------------------------------------------------------------------------


def read_helplines(file: Path | None) -> tuple[Country, ...]:
    """The countries in HELPLINES_FILE, or in ours where none is set. Raises ImproperlyConfigured where something is
    wrong with it: a dead number is found out at the start, and not by somebody who needs it.
    """
    if file is None or str(file) == ".":  # not set, or set to nothing
        file = SHIPPED
    try:
        return _countries(tomllib.loads(file.read_text(encoding="utf-8")))
    except OSError as error:
        raise ImproperlyConfigured(f"HELPLINES_FILE: {file} cannot be read. Correct it, or leave it empty.") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        wrong = f"{error} is missing" if isinstance(error, KeyError) else error
        raise ImproperlyConfigured(f"HELPLINES_FILE: {file}: {wrong}") from error


def _countries(data: dict[str, Any]) -> tuple[Country, ...]:
    found = tuple(_country(entry) for entry in data["country"])
    codes = [country.code for country in found]
    _insist(bool(found), "it holds no country")
    _insist(len(codes) == len(set(codes)), "a country is there twice")
    return found


def _country(entry: dict[str, Any]) -> Country:
    code = entry["code"]
    _insist(bool(re.fullmatch("[a-z]{2}", code)), f"code {code!r} is not two small letters")
    _insist(code in NAMES or bool(entry.get("name")), f"{code}: it needs a name")
    lines = tuple(_line(code, line) for line in entry["line"])
    _insist(any(line.kind == Kind.EMERGENCY for line in lines), f"{code}: no line of the kind emergency")
    return Country(code, entry.get("name") or NAMES[code], tuple(entry.get("languages", ())), lines)


def _line(code: str, entry: dict[str, Any]) -> Line:
    line = Line(**{**entry, "kind": Kind(entry["kind"])})
    _insist(bool(line.name and line.number), f"{code}: a line needs a name and a number")
    _insist(bool(re.fullmatch(r"\+?[0-9]{2,15}", line.tel)), f"{code}: tel {line.tel!r} cannot be dialled")
    _insist(line.source.startswith("https://"), f"{code}: source {line.source!r} does not begin with https://")
    _insist(type(line.checked_on) is dt.date, f"{code}: checked_on is not a date, as in 2026-11-24")
    return line


def _insist(right: bool, otherwise: str) -> None:
    if not right:
        raise ValueError(otherwise)


# --- Asking -----------------------------------------------------------------------------------------------------------


def countries() -> tuple[Country, ...]:
    """All, in the order of the file. Read once, at the start."""
    found: tuple[Country, ...] = settings.HELPLINES
    return found


def country(code: str) -> Country | None:
    return next((one for one in countries() if one.code == code.lower()), None)


def for_language(language: str) -> list[Country]:
    """All, first those where the language is spoken: most usual first, then in the order of the file."""
    spoken = language.lower().split("-")[0]

    def rank(one: Country) -> int:
        return one.languages.index(spoken) if spoken in one.languages else 99

    return sorted(countries(), key=rank)  # which keeps the order of the file among equals


def out_of_date(today: dt.date) -> list[Line]:
    """Lines that nobody has checked for more than a year."""
    return [line for one in countries() for line in one.lines if line.checked_on < today - FRESH]
