"""What BibTeX and CSL-JSON have in common: what an entry is, and how its parts are made ours."""

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from harmblog.text import without_controls

from ..models.source import Source
from ..sources import OTHERS, author_lines, family_name

LONGEST = 500_000  # characters in one go
MOST = 2_000  # entries in one go
SHORTEST_YEAR = re.compile(r"(?<!\d)-?\d{4}(?!\d)")


@dataclass(frozen=True, slots=True)
class Entry:
    """A work as another program describes it. `place` says where it stood, for people."""

    place: str
    key: str
    values: dict[str, Any] = field(default_factory=dict)  # of the fields of a Source
    key_there: str = ""  # where it was not one of ours


@dataclass(frozen=True, slots=True)
class Refusal:
    """A part that cannot be used."""

    place: str
    key: str
    reason: str


def entry(place: str, key: str, values: dict[str, Any]) -> Entry | Refusal:
    """An entry with a key of ours, checked as a form would check it."""
    values = {name: _tidy(name, value) if isinstance(value, str) else value for name, value in values.items()}
    ours = usable_key(key) or _made_key(Source(**values))
    source = Source(key=ours, **values)
    try:
        source.clean_fields()
    except ValidationError as error:
        said = (f"{field_name(name)}: {' '.join(words)}" for name, words in error.message_dict.items())
        return Refusal(place, key, " ".join(said))
    return Entry(place, ours, values, key_there=key if key != ours else "")


def field_name(name: str) -> str:
    """What people call a field of a source."""
    return str(Source._meta.get_field(name).verbose_name)  # type: ignore[union-attr]


def _tidy(name: str, value: str) -> str:
    """Without what no page can show; lines end only between authors."""
    if name == "authors":
        return "\n".join(filter(None, (" ".join(line.split()) for line in without_controls(value).splitlines())))
    return re.sub(r"[ \t\r\n]+", " ", without_controls(value)).strip()


def usable_key(key: str) -> str:
    """The nearest key that a text can cite, or nothing."""
    plain = unicodedata.normalize("NFKD", key).encode("ascii", "ignore").decode()
    plain = re.sub(r"[^A-Za-z0-9_:.#$%&+?<>~/-]+", "-", plain)
    return re.sub(r"^[^A-Za-z0-9_]+|[^A-Za-z0-9_]+$", "", plain)[:100].rstrip(":.#$%&+?<>~/-")


def _made_key(source: Source) -> str:
    """As in swogger2019, for a work that came without one."""
    author = next((family_name(line) for line in author_lines(source) if line != OTHERS), source.title)
    return usable_key("".join((*author.lower().split()[:1], source.year))) or "source"


def year_of(text: str) -> str:
    """The year in a date, or what stands in its place ("in press")."""
    found = SHORTEST_YEAR.search(text)
    return found[0] if found else text.strip()


def doi_of(text: str) -> str:
    """A DOI without the address around it."""
    return re.sub(r"^(?:https?://(?:dx\.)?doi\.org/|doi:\s*)", "", text.strip(), flags=re.IGNORECASE)


def day_of(text: str) -> dt.date | None:
    """The day in a text that holds one as 2024-05-03."""
    found = re.search(r"\d{4}-\d{2}-\d{2}", text)
    try:
        return dt.date.fromisoformat(found[0]) if found else None
    except ValueError:
        return None


def person(family: str, given: str) -> str:
    """An author's line. A name without a given one, or with commas of its own, stands as it is."""
    family, given = " ".join(family.split()), " ".join(given.split())
    if family and given and "," not in family:
        return f"{family}, {given}"
    return organisation(f"{given} {family}".strip())


def organisation(name: str) -> str:
    """The line of an author who is nobody's child: as it is, in braces if a comma would split it."""
    name = " ".join(name.replace("{", "").replace("}", "").split())
    return f"{{{name}}}" if "," in name else name


def too_many(place: str) -> Refusal:
    return Refusal(
        place, "", _("Only %(most)s entries can be taken at a time; the rest was left out.") % {"most": MOST}
    )
