"""The library of sources: what is taken in from elsewhere, and what a change in it means for the articles."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from .bibliography import LONGEST, Entry, Refusal, field_name, read
from .models import Article, Source

AT_A_TIME = 100  # keys in one query: SQLite bounds the depth of an expression


def draw_again(keys: Iterable[str]) -> int:
    """Draw every article anew whose text names one of these sources, there or gone. Returns how many."""
    wanted = sorted(set(keys))
    named: set[int] = set()
    for start in range(0, len(wanted), AT_A_TIME):
        some = Q()
        for key in wanted[start : start + AT_A_TIME]:
            some |= Q(body__contains=f"@{key}")
        named.update(Article.objects.filter(some).values_list("pk", flat=True))
    return Article.objects.filter(pk__in=named).draw_again()


def citing(key: str) -> list[Article]:
    """The articles and pages that cite a source, drafts too."""
    found = Article.objects.filter(citations__contains=key).only("title", "citations", "slug", "kind")
    return [article for article in found.order_by("title") if key in article.citations.split()]


def cited_by(article: Article) -> list[Source]:
    """The sources of one article, in the order in which it first cites them. One query, or none."""
    keys = article.citations.split()
    found = {source.key: source for source in Source.objects.filter(key__in=keys)} if keys else {}
    return [found[key] for key in keys if key in found]


@dataclass(frozen=True, slots=True)
class Row:
    """What would become of one entry of a pasted bibliography."""

    place: str
    key: str
    title: str
    act: str  # add, update, same, refuse
    note: str
    source: Source | None = None


def plan(text: str) -> list[Row]:
    """What would become of each entry. Nothing is written, and no text makes this fail."""
    if len(text) > LONGEST:
        note = _("This is too long: at most %(most)s characters at a time.") % {"most": LONGEST}
        return [Row("", "", "", "refuse", note)]
    found = read(text)
    if not found:
        return [Row("", "", "", "refuse", _("Nothing in this looks like BibTeX or CSL-JSON."))]
    there = _there([entry for entry in found if isinstance(entry, Entry)])
    rows: list[Row] = []
    taken: set[str] = set()
    for entry in found:
        row = _row(entry, there, taken)
        taken.add(row.key if row.act != "refuse" else "")
        rows.append(row)
    return rows


def _there(entries: Sequence[Entry]) -> dict[str, Source]:
    """The sources of the library by key and by DOI, as far as these entries may be among them."""
    keys = {entry.key for entry in entries}
    dois = {entry.values["doi"].lower() for entry in entries} - {""}
    found = Source.objects.alias(small_doi=Lower("doi")).filter(Q(key__in=keys) | Q(small_doi__in=dois))
    there: dict[str, Source] = {_doi(source.doi): source for source in found if source.doi}
    there.update((source.key, source) for source in found)
    return there


def _doi(doi: str) -> str:
    return f"doi {doi.lower()}"  # no key holds a space


def _row(entry: Entry | Refusal, there: dict[str, Source], taken: set[str]) -> Row:
    if isinstance(entry, Refusal):
        return Row(entry.place, entry.key, "", "refuse", entry.reason)
    title = entry.values["title"]
    if entry.key in taken:
        return Row(entry.place, entry.key, title, "refuse", _("This key was there before, further up."))
    known, same_work = there.get(entry.key), there.get(_doi(entry.values["doi"]))
    if same_work and same_work.key != entry.key:
        note = _("The library has this work already, as %(key)s.") % {"key": same_work.key}
        return Row(entry.place, entry.key, title, "refuse", note)
    note = _("Called %(key)s there.") % {"key": entry.key_there} if entry.key_there else ""
    if known is None:
        return Row(entry.place, entry.key, title, "add", note, Source(key=entry.key, **entry.values))
    changed = _changed(known, entry.values)
    for name in changed:
        setattr(known, name, entry.values[name])
    changes = ", ".join(field_name(name) for name in changed)
    return Row(entry.place, entry.key, title, "update" if changed else "same", f"{note} {changes}".strip(), known)


def _changed(source: Source, values: dict[str, Any]) -> list[str]:
    """The fields that an entry says something new of. What it does not mention, or not exactly, stays."""
    told = ((name, value) for name, value in values.items() if value and value != Source.Kind.OTHER)
    return [name for name, value in told if value != getattr(source, name)]


@transaction.atomic
def take_in(rows: Iterable[Row]) -> int:
    """Write what a plan would. Raises IntegrityError, with nothing written, if somebody else added the same key."""
    sources = [row.source for row in rows if row.source and row.act in ("add", "update")]
    for source in sources:
        source.save()
    if sources:
        draw_again(source.key for source in sources)
    return len(sources)
