"""The whole site as a WordPress export file (WXR 1.2), so that nobody is locked in. No address and no IP is in it.

Written piece by piece, in the order of keys, which is the order in which an import makes things: a site that was
brought in from such a file writes the same file again.
"""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import User
from django.utils import timezone
from django.utils.text import slugify

from articles.models import Article, Image, Profile, Source, Topic
from harmblog import VERSION
from harmblog.models import Site

from .. import own
from .discussions import Discussions
from .elements import cdata, element, published, words
from .items import image_item, library_item, our_item

HEAD = """<?xml version="1.0" encoding="UTF-8" ?>
<rss version="2.0"
 xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:wfw="http://wellformedweb.org/CommentAPI/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:wp="http://wordpress.org/export/1.2/">
<channel>
"""
TAIL = "</channel>\n</rss>\n"
ROWS = 200  # in memory at a time


def write_export(path: Path) -> dict[str, int]:
    """Write the file, all of it or none, readable for its owner only: it holds drafts and what was rejected. Says how
    many of what are in it.
    """
    handle, partial = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    export = Export()
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            for piece in export.pieces():
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        Path(partial).replace(path)
    finally:
        Path(partial).unlink(missing_ok=True)
    return {**export.counts, **export.discussions.counts}


class Export:
    """The pieces of a file. Things are numbered from 1, since nobody has a use for the keys of this database."""

    def __init__(self) -> None:
        self.counts: dict[str, int] = {}
        self.discussions = Discussions()
        self._logins = logins()
        # The numbers that items have in the file: articles first.
        keys = Article.objects.order_by("pk").values_list("pk", flat=True)
        self._numbers = {key: number for number, key in enumerate(keys, 1)}
        self._last = len(self._numbers)

    def pieces(self) -> Iterator[str]:
        """The file from its first line to its last."""
        yield HEAD
        yield from self._channel()
        yield from self._authors()
        yield from self._topics()
        yield from self._library()
        yield from self._articles()
        yield from self._images()
        yield TAIL

    def _next(self, kind: str) -> int:
        self.counts[kind] = self.counts.get(kind, 0) + 1
        self._last += 1
        return self._last

    def _channel(self) -> Iterator[str]:
        site = Site.current()
        yield words("title", site.name) + element("link", settings.SITE_URL) + words("description", site.tagline)
        yield published(timezone.now()) + element("language", settings.LANGUAGE_CODE)
        yield element("wp:wxr_version", "1.2")
        yield element("wp:base_site_url", settings.SITE_URL) + element("wp:base_blog_url", settings.SITE_URL)
        yield element("generator", f"{own.GENERATOR} {VERSION}")

    def _authors(self) -> Iterator[str]:
        users = User.objects.in_bulk(self._logins)
        for number, (key, login) in enumerate(self._logins.items(), 1):
            name = users[key].get_full_name()
            yield f"<wp:author>\n{element('wp:author_id', number)}{cdata('wp:author_login', login)}"
            yield element("wp:author_email") + words("wp:author_display_name", name) + "</wp:author>\n"
        self.counts["authors"] = len(self._logins)

    def _topics(self) -> Iterator[str]:
        topics = list(Topic.objects.order_by("pk"))
        for number, topic in enumerate(sorted(topics, key=lambda topic: not topic.is_featured), 1):
            slug, identity = topic.slug, element("wp:term_id", number)
            if topic.is_featured:
                yield f"<wp:category>\n{identity}{cdata('wp:category_nicename', slug)}{element('wp:category_parent')}"
                yield words("wp:cat_name", topic.name) + words("wp:category_description", topic.description)
                yield "</wp:category>\n"
            else:
                yield f"<wp:tag>\n{identity}{cdata('wp:tag_slug', slug)}"
                yield words("wp:tag_name", topic.name) + words("wp:tag_description", topic.description) + "</wp:tag>\n"
        self.counts["topics"] = len(topics)

    def _library(self) -> Iterator[str]:
        """What WordPress has no place for, and passes over: for a site like this one."""
        site = Site.current()
        yield library_item(self._next("settings"), "site", "", {name: getattr(site, name) for name in own.SITE_FIELDS})
        for profile in Profile.objects.order_by("pk").iterator(ROWS):
            data = {"slug": profile.slug, "biography": profile.biography}
            yield library_item(self._next("author pages"), "profile", self._logins[profile.user_id], data)
        for source in Source.objects.order_by("pk").iterator(ROWS):
            data = {name: str(getattr(source, name) or "") for name in own.SOURCE_FIELDS}
            yield library_item(self._next("sources"), "source", "", data)

    def _articles(self) -> Iterator[str]:
        rows = Article.objects.order_by("pk").prefetch_related("topics")
        for article in rows.iterator(ROWS):
            if article.pk in self._numbers:  # not one that was begun since
                self.counts[article.kind] = self.counts.get(article.kind, 0) + 1
                yield "<item>\n"
                yield our_item(article, self._numbers, self._logins.get(article.author_id, ""))
                yield from self.discussions.of(article.pk)
                yield "</item>\n"

    def _images(self) -> Iterator[str]:
        for image in Image.objects.order_by("pk").iterator(ROWS):
            yield image_item(image, self._next("images"), self._logins.get(image.uploaded_by_id, ""))


def logins() -> dict[int, str]:
    """A name to be known by in the file for everybody who made something; never the account's, half of a log-in."""
    made = [
        *Article.objects.values_list("author", flat=True).distinct(),
        *Image.objects.values_list("uploaded_by", flat=True).distinct(),
        *Profile.objects.values_list("user", flat=True),
    ]
    found: dict[int, str] = {}
    for user in User.objects.filter(pk__in=set(made)).order_by("pk"):
        base = slugify(user.get_full_name())[:50] or "author"
        login, number = base, 2
        while login in found.values():
            login, number = f"{base}-{number}", number + 1
        found[user.pk] = login
    return found
