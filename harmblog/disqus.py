"""Comments that were kept at Disqus, from its XML export: brought to the articles whose addresses its threads name.

Read as a stream, twice: for the threads, then for the posts. What becomes of a post is decided where it is for a
comment of WordPress; so are names, addresses, threads, the ledger and the second run that changes nothing.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO
from urllib.parse import unquote, urlsplit
from xml.parsers import expat

from django.conf import settings
from django.db.models import Q
from django.utils import translation

from articles.models import Article, Redirect
from harmblog.text import without_unprintable

from .wordpress import records
from .wordpress.arriving.addresses import holds_address
from .wordpress.arriving.bulk import without_query_log
from .wordpress.arriving.comments import Comments
from .wordpress.arriving.importing import Result
from .wordpress.arriving.memory import Memory
from .wordpress.arriving.run import Run
from .wordpress.reading.reader import Progress
from .wordpress.reading.source import Source
from .wordpress.records import Report

NAMESPACE, INTERNAL = "http://disqus.com", "http://disqus.com/disqus-internals"
TEXT_LIMIT = 1_000_000  # characters of one field
DEPTH = 12
LISTED = 1000
NO = ("", "false")  # whatever else is said of a post might be a reason not to show it
NOBODY = "nobody wrote there, and no article here has its address"
NOWHERE = "no article here has the address of its thread"


class NotDisqus(Exception):
    """The file is none of Disqus' exports, or not a whole one. Nothing was changed."""


@dataclass(slots=True)
class Thing:
    """A thread or a post: its number there and its fields by path, as in "author/name"."""

    kind: str
    number: str
    fields: dict[str, str] = field(default_factory=dict)

    def get(self, name: str) -> str:
        """A field, or ""."""
        return self.fields.get(name, "").strip()


class _Builder:
    """Puts threads and posts together from the parser's events."""

    def __init__(self) -> None:
        self.ready: list[Thing] = []
        self._path: list[str] = []
        self._thing: Thing | None = None
        self._parts: list[str] = []
        self._room = TEXT_LIMIT

    def start(self, name: str, attributes: dict[str, str]) -> None:
        space, _, local = name.rpartition(" ")
        if not self._path and (local != "disqus" or space != NAMESPACE):
            raise NotDisqus("This is not an export of Disqus.")
        number = attributes.get(f"{INTERNAL} id", "")
        if len(self._path) == 1 and local in ("thread", "post"):
            self._thing = Thing(local, number)
        elif self._thing and len(self._path) == 2 and number:
            self._thing.fields[local] = number  # which thread, which parent
        self._path.append(local)
        if len(self._path) > DEPTH:
            raise NotDisqus("This is not an export of Disqus: it is nested too deep.")
        self._parts, self._room = [], TEXT_LIMIT

    def text(self, data: str) -> None:
        if self._thing and self._room > 0:
            self._parts.append(data[: self._room])
            self._room -= len(data)

    def end(self, name: str) -> None:
        if self._thing and len(self._path) > 2 and self._parts:
            self._thing.fields.setdefault("/".join(self._path[2:]), "".join(self._parts))
        self._path.pop()
        self._parts = []
        if self._thing and len(self._path) == 1:
            self.ready.append(self._thing)
            self._thing = None


def _refuse(*declared: object) -> None:
    raise NotDisqus("The file declares a document type or entities, which no export of Disqus does.")


def read(file: BinaryIO, report: Report, *, total: int, progress: Progress | None = None) -> Iterator[Thing]:
    """The threads and posts of a file. Raises NotDisqus."""
    source, builder = Source(file, report), _Builder()
    parser = expat.ParserCreate("utf-8", namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = _refuse
    parser.StartElementHandler, parser.EndElementHandler = builder.start, builder.end
    parser.CharacterDataHandler = builder.text
    try:
        while not source.ended or source.buffer[source.position :]:
            source.ahead(64 * 1024)
            parser.Parse(source.buffer[source.position :], False)
            source.position = len(source.buffer)
            things, builder.ready = builder.ready, []
            yield from things
            if progress:
                progress(source.bytes_read, total)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise NotDisqus(f"The file is damaged at line {error.lineno}. Export it anew.") from None


class _Threads:
    """Finds the article of each thread."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._found: dict[str, Thing] = {}
        self._posts: Counter[str] = Counter()
        self.forum = ""
        self.numbers: dict[str, int] = {}
        self.places: dict[int, int | str] = {}
        self.listed: list[str] = []

    def look(self, thing: Thing) -> None:
        """The first pass: note threads, count posts."""
        if thing.kind == "post":
            self._posts[thing.get("thread")] += 1
            return
        self._run.ledger.came_in("threads")
        self.forum = self.forum or thing.get("forum")
        if thing.number in self._found:
            self._run.ledger.left_out("threads", "twice in the file")
        self._found.setdefault(thing.number, thing)

    def settle(self) -> None:
        """Say for each thread which article it belongs to."""
        ledger = self._run.ledger
        for place, (number, thread) in enumerate(self._found.items(), 1):
            self.numbers[number] = place
            article = article_at(thread.get("link"), thread.get("id"))
            self.places[place] = article or NOWHERE
            if article:
                ledger.here["threads"] += 1
            else:
                ledger.left_out("threads", NOWHERE if self._posts[number] else NOBODY)
                if self._posts[number] and len(self.listed) < LISTED and not holds_address(thread.get("link")):
                    self.listed.append(thread.get("link"))


def article_at(link: str, identifier: str) -> int | None:
    """The article that a thread's address leads to here: now, or as an old address; or by the last part of it."""
    for address in (link, *identifier.split()):
        try:
            parts = urlsplit(address)
        except ValueError:
            continue
        path = "/" + without_unprintable(unquote(parts.path)).strip("/")
        paths = {path, f"{path}/", f"{path.rstrip('/')}/?{parts.query}", f"{path}?{parts.query}"}
        redirect = Redirect.objects.filter(old_path__in=paths, article__isnull=False).values_list("article", flat=True)
        slug = path.rpartition("/")[2]
        if key := redirect.first():
            return key
        by_slug = Article.objects.filter(slug=slug) if slug else Article.objects.none()
        if key := by_slug.values_list("pk", flat=True).first():
            return key
    if identifier.isdecimal():
        old = Redirect.objects.filter(Q(old_path=f"/?p={identifier}") | Q(old_path=f"/?page_id={identifier}"))
        return old.values_list("article", flat=True).first()
    return None


def _comment(post: Thing, item: int) -> records.Comment:
    """A post in the words of WordPress, whose import knows the rest."""
    approved = "1" if post.get("isApproved") in ("", "true") else "0"
    approved = "trash" if post.get("isDeleted") not in NO else approved
    return records.Comment(
        item=item,
        id=post.number,
        parent=post.get("parent"),
        name=post.get("author/name"),
        address=post.get("author/email"),
        url=post.get("author/link"),
        date="",
        date_gmt=post.get("createdAt"),
        content=post.get("message"),
        approved="spam" if post.get("isSpam") not in NO else approved,
        type="",
        own="",
    )


def import_file(path: Path, *, dry: bool = False, progress: Progress | None = None) -> Result:
    """Bring in the posts of a Disqus export. Raises NotDisqus before anything is changed."""
    run, report, total = Run(Memory(""), dry=dry), Report(), path.stat().st_size
    threads = _Threads(run)
    with without_query_log(), translation.override(settings.LANGUAGE_CODE), path.open("rb") as file:
        for thing in read(file, report, total=2 * total, progress=progress):
            threads.look(thing)
        run.memory.origin = f"disqus.com/{threads.forum[:100] or 'unnamed'}"
        threads.settle()
        comments = Comments(run, threads.places)
        file.seek(0)
        for thing in read(file, Report(), total=2 * total, progress=_second_half(progress, total)):
            if thing.kind == "post":
                if thing.get("ipAddress"):
                    report.dropped["IP addresses"] += 1
                comments.arrive(_comment(thing, threads.numbers.get(thing.get("thread"), 0)))
        comments.flush()
        comments.replies.settle()
    run.ledger.check()
    return Result(run.ledger, report, {NOWHERE: threads.listed} if threads.listed else {}, run.memory.origin)


def _second_half(progress: Progress | None, total: int) -> Callable[[int, int], None] | None:
    return (lambda done, whole: progress(done + total, whole)) if progress else None
