"""How a source reads: its short form in a text (Swogger and Lee 2019), its full form in the list at the end."""

from urllib.parse import quote

from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from harmblog.markup import Reference

from .models.source import Source

OTHERS = "et al."  # on a line of its own, under the authors that are named
TITLE_WORDS = 6  # of a title that stands for an author
BOOKS = (Source.Kind.BOOK, Source.Kind.REPORT)  # whose own title is the one on the cover


def author_lines(source: Source) -> list[str]:
    """The authors as they are kept: "Swogger, Marc", "World Health Organization"."""
    return [line.strip() for line in source.authors.splitlines() if line.strip()]


def family_name(author: str) -> str:
    """What an author is cited by. In braces, a name is an organisation's, whatever commas are in it."""
    return author.strip("{}") if author.startswith("{") else author.partition(",")[0].strip()


def doi_url(source: Source) -> str:
    """The lasting address of a work that has a DOI, else nothing."""
    return f"https://doi.org/{quote(source.doi, safe='/:;().,-_')}" if source.doi else ""


def reference(source: Source) -> Reference:
    """A source as the pages show it, in the active language."""
    authors = author_lines(source)
    title = _title(source)
    lead = format_html("{}", "; ".join(author.strip("{}") for author in authors)) if authors else title
    return Reference(
        names=_names(authors) or _("“{}”").format(Truncator(source.title).words(TITLE_WORDS)),
        year=source.year or _("n.d."),
        lead=lead,
        rest=_rest(source, title if authors else None),
    )


def _names(authors: list[str]) -> str:
    others = OTHERS in authors
    names = [family_name(author) for author in authors if author != OTHERS]
    if len(names) == 2 and not others:
        return _("%(first)s and %(second)s") % {"first": names[0], "second": names[1]}
    if len(names) > 2 or (names and others):
        return _("%(first)s et al.") % {"first": names[0]}
    return names[0] if names else ""


def _title(source: Source) -> SafeString:
    return format_html("<cite>{}</cite>" if source.kind in BOOKS else _("“{}”"), source.title)


def _rest(source: Source, title: SafeString | None) -> SafeString:
    """What follows the year: title, container, and where it can be read."""
    container = format_html("{}" if source.kind in BOOKS else "<cite>{}</cite>", source.container)
    places = [place for place in (doi_url(source), source.url) if place]
    links = [format_html('<a href="{}">{}</a>', place, place) for place in places]
    if source.accessed_on and links:
        day = _("accessed on %(day)s") % {"day": date_format(source.accessed_on, "DATE_FORMAT")}
        links[-1] = format_html("{} ({})", links[-1], day)
    parts = [part for part in (title, container if source.container else None, *links) if part]
    return format_html_join(" ", "{}.", ((part,) for part in parts))
