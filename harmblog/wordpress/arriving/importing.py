"""A WordPress export becomes this site's articles and comments.

Two passes over the file: the first for the site's words, authors, topics, attachments and articles (kept aside until
all attachments are known), the second for the comments, which need their articles. Each step is a transaction of its
own with the names that it brought: killed at any moment, a second run goes on; a finished one changes nothing.
"""

import pickle
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import translation

from articles.models import Article
from harmblog.models import Site

from .. import own, records
from ..reading.reader import NotWordPress, Progress, read
from ..records import Report
from .articles import class_of, is_article, why_not
from .attachments import Attachments
from .authors import Authors
from .bulk import without_query_log
from .comments import Comments
from .ledger import Ledger
from .library import Library
from .memory import Memory, origin_of
from .posts import Posts
from .run import Run, plain
from .topics import Topics

__all__ = ["FromHere", "NotWordPress", "Result", "import_file"]

HEAD = 200  # records in which a file without a head may name its site
UNKNOWN = "a site that the file does not name"


class FromHere(Exception):
    """The file was written by this very site, which still has what is in it."""


@dataclass
class Result:
    """What became of a file. `listed`: the old addresses of attachments that are not here, by reason."""

    ledger: Ledger
    report: Report
    listed: dict[str, list[str]] = field(default_factory=dict)
    origin: str = ""


def import_file(
    path: Path, *, dry: bool = False, media: Path | None = None, progress: Progress | None = None
) -> Result:
    """Bring in a WXR file. Raises NotWordPress or FromHere before anything is changed, and ledger.Unbalanced after
    everything is, when something is unaccounted for.
    """
    run, report = _run(path, dry=dry, media=media), Report()
    with without_query_log(), translation.override(settings.LANGUAGE_CODE), tempfile.TemporaryFile() as aside:
        head = _Head(run, aside)
        for record in read(path, report, progress=_half(progress, 0)):
            head.arrive(record)
        head.posts.arrive_all(_items(aside))
        comments = Comments(run, head.places())
        for record in read(path, Report(), progress=_half(progress, 1)):
            if isinstance(record, records.Comment):
                comments.arrive(record)
        comments.flush()
        comments.replies.settle()
    run.ledger.check()
    return Result(run.ledger, report, head.attachments.listed, run.memory.origin)


def _half(progress: Progress | None, number: int) -> Progress | None:
    return (lambda done, total: progress(done + number * total, 2 * total)) if progress else None


def _run(path: Path, *, dry: bool, media: Path | None) -> Run:
    """What the head of the file says of where it comes from."""
    origin, channel = "", None
    for record in islice(read(path, Report()), HEAD):
        if isinstance(record, records.Channel):
            channel = record
            origin = origin_of(record.base_blog_url, record.base_site_url, record.link)
        elif isinstance(record, records.Item):
            origin = origin_of(record.link, record.guid).partition("/")[0]
        if origin:
            break
    generator, language = (channel.generator, channel.language) if channel else ("", "")
    base = urlsplit(f"//{origin}").path
    run = Run(Memory(origin or UNKNOWN), dry=dry, media=media, language=language, base=base)
    run.own = generator.startswith(own.GENERATOR)
    if run.own and origin == origin_of(settings.SITE_URL) and run.memory.is_empty and _is_lived_in():
        raise FromHere("This file was exported from this very site, which still has what is in it.")
    return run


def _is_lived_in() -> bool:
    return Article.objects.exists()


def _items(aside: IO[bytes]) -> Iterator[records.Item]:
    aside.seek(0)
    while True:
        try:
            yield pickle.load(aside)  # noqa: S301 - written a moment ago, into a file that has no name
        except EOFError:
            return


class _Head:
    """The first pass: sends each record to those who know what to do with it."""

    def __init__(self, run: Run, aside: IO[bytes]) -> None:
        self._run, self._aside = run, aside
        self._authors, self._topics = Authors(run), Topics(run)
        self._library = Library(run, self._authors)
        self._nowhere: dict[int, str] = {}
        self.attachments = Attachments(run, self._authors)
        self.posts = Posts(run, self._authors, self._topics, self.attachments)

    def arrive(self, record: records.Record) -> None:
        """One more record of the file."""
        match record:
            case records.Channel():
                self._words(record)
            case records.Author():
                self._authors.arrive(record)
            case records.Term():
                self._topics.arrive(record)
            case records.Item():
                self._item(record)
            case records.Comment():
                pass  # in the second pass

    def places(self) -> dict[int, int | str]:
        """The article of each item, or why its comments have none."""
        return {**self._nowhere, **self.posts.places}

    def _item(self, item: records.Item) -> None:
        line = self._run.ledger.came_in(class_of(item))
        if is_article(item):
            pickle.dump(item, self._aside)
        elif item.type == "attachment":
            self.attachments.arrive(item)
        elif item.type in own.CLASSES and self._run.own:
            self._library.arrive(item, line)
        else:
            self._run.ledger.left_out(line, why_not(item))
        if not is_article(item):
            self._nowhere[item.number] = f"they stand under {line}"

    def _words(self, channel: records.Channel) -> None:
        """The site's name and the line under it, where nobody has set any here."""
        name, ledger = plain(channel.title, 100), self._run.ledger
        if not name:
            return
        line = ledger.came_in("the site's name and line")
        if self._run.memory.known("site", ["words"]):
            ledger.here[line] += 1
        elif Site.objects.exists():
            ledger.left_out(line, "this site has its own")
        else:
            ledger.made[line] += 1
            if not self._run.dry:
                Site.objects.create(name=name, tagline=plain(channel.description, 200))
                self._run.memory.keep("site", {"words": 1})
