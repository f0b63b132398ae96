"""Attacks in every field that pages show, on the pages themselves: each holds what it holds with plain words, no more.

The site is filled through its own doors once with plain words and once with attacks, and looked at in a browser without
the policy that would stop a script.
"""

import datetime as dt
from collections.abc import Iterator
from itertools import count, cycle
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db.models import Model
from django.test import Client
from django.utils import timezone

from articles.models import Article, Page, Profile, Redirect, Source, Topic
from comments import moderation, safety
from comments.models import Comment, DeskNote, Edit, Message, MessageTemplate, Objection, Report, SafetyTemplate
from harmblog.models import Site

from ..conftest import account
from ..proof.fuzzing import MARKUP, over
from ..proof.long import many
from ..proof.vectors import VECTORS
from .unguarded import HOLDS, Window, window

__all__ = ["window"]
IN_MARKDOWN = (
    "p br em strong blockquote ul ol li a h2 h3 h4 h5 h6 hr code pre del s sup section cite table thead tbody tr th td "
    "figure figcaption bdi span mark details summary nav"
).split()
IN_MARKDOWN += ["a href", "a rel", "a title", "a id", "a aria-label", "ol start", "li id", "li dir", "table tabindex"]
IN_MARKDOWN += [*(f"h{level} id" for level in (2, 3, 4)), "section class", "details class", "nav aria-label"]
IN_MARKDOWN += [f"a href {scheme}" for scheme in ("", "http:", "https:", "mailto:", "tel:")]
ARTICLES, COMMENTS = many(5, 10), many(20, 48)


# With what the desk marks in a text.
PLAIN = "plain words, known {0}, rita{0}@example.org, https://example.org/{0}, +44 151 234567{0}"
# What comes and goes with the words: marks of the desk, the first field that is wrong.
OF_OURS = ["q", "q dir", "small", "sup", "sup class", "mark", "mark class", "ol aria-labelledby"]
OF_OURS += [f"{field} {name}" for field in ("input", "textarea") for name in ("autofocus", "aria-invalid")]
BREAKS = "\"'></title></script></textarea><img src=x onerror=alert(1)>"  # out of wherever a short field can stand


class Filled:
    """Words in every field that a page shows."""

    def __init__(self, words: Iterator[str], people: dict[str, User], breaks: str = "") -> None:
        self.words, self.people, self.breaks = words, people, breaks
        self.article: Article | None = None

    def said(self, model: type[Model], names: str) -> dict[str, str]:
        """As much as the columns take."""
        lengths = {name: model._meta.get_field(name).max_length for name in names.split()}  # type: ignore[union-attr]
        return {name: f"{self.breaks if most else ''}{next(self.words)}"[:most] for name, most in lengths.items()}

    def fill(self) -> None:
        Site.objects.all().delete()
        MessageTemplate.objects.all().delete()
        Profile.objects.all().delete()
        Site(navigation="Help | /help/", **self.said(Site, "name tagline footer licence")).save()
        for user in self.people.values():
            User.objects.filter(pk=user.pk).update(**self.said(User, "first_name last_name"))
        ada = self.people["ada"]
        Profile.objects.create(user=ada, **self.said(Profile, "biography"))
        sources = [self._source() for _ in range(ARTICLES * 2)]
        for number in range(ARTICLES):
            self.article = self._article(sources[number * 2 : number * 2 + 2])
        page = self.said(Article, "title summary body content_note")
        Page.objects.create(author=ada, status="published", slug=f"page-{Page.objects.count()}", **page)
        Redirect.objects.create(article=self.article, old_path=f"/{Redirect.objects.count()}/{next(self.words)}"[:200])
        for number in range(COMMENTS):
            self._comment(number)

    def _source(self) -> Source:
        said = self.said(Source, "authors year title container doi")
        return Source.objects.create(key=f"k{Source.objects.count()}", url="https://example.org/", **said)

    def _article(self, sources: list[Source]) -> Article:
        said = self.said(Article, "title summary body content_note")
        said["body"] += "\n\n" + " ".join(f"[@{source.key}, p. 3]" for source in sources)
        hour = timezone.now() - dt.timedelta(hours=1)
        more = {"status": "published", "published_at": hour, "slug": f"s-{Article.objects.count()}"}
        article: Article = Article.objects.create(author=self.people["ada"], **more, **said)
        for _ in range(2):
            name = f"{Topic.objects.count()}{self.breaks}{next(self.words)}"[:80]
            slug = f"topic-{Topic.objects.count()}"
            article.topics.add(Topic.objects.create(name=name, slug=slug, **self.said(Topic, "description")))
        return article

    def _comment(self, number: int) -> None:
        assert self.article
        mo = self.people["mo"]
        said = self.said(Comment, "name text")
        moderation.receive(article=self.article, name=said["name"], text=said["text"], labels="disclosure")
        comment = Comment.objects.latest("pk")
        if number % 4 == 3:
            DeskNote.objects.create(comment=comment, moderator=mo, **self.said(DeskNote, "text"))
            return
        act = "reject" if number % 4 == 2 else "approve"
        moderation.decide([comment.seen], act=act, expected="pending", moderator=mo)
        if act == "reject":
            Objection.objects.create(comment=comment, **self.said(Objection, "text"))
            return
        if number % 4 == 1:
            Edit.objects.create(comment=comment, html="<p>New</p>", **self.said(Edit, "name text"))
            Report.objects.create(comment=comment, reason="risky", count=3)
            Message.objects.create(comment=comment, **self.said(Message, "text"))
        if number == 0:
            self._note(comment)

    def _note(self, comment: Comment) -> None:
        mo, key = self.people["mo"], f"key-{SafetyTemplate.objects.count()}"
        template = SafetyTemplate.objects.create(key=key, **self.said(SafetyTemplate, "title"))
        words = {"text": next(self.words)[:600], "source": next(self.words)[:300], "source_url": "https://example.org/"}
        safety.write(template, language="en", reviewed_on=timezone.localdate(), **words)
        moderation.warn(comment.public_id, key=key, moderator=mo)
        MessageTemplate.objects.create(moderator=mo, **self.said(MessageTemplate, "title text"))

    def pages(self) -> Iterator[tuple[str, str]]:
        """What each page is called, and its bytes, as they come over the wire."""
        assert self.article
        home, comment = self.article.get_absolute_url(), Comment.objects.approved().latest("pk")
        waiting = Comment.objects.with_status("pending").latest("pk")
        reader, desk, admin = Client(), Client(), Client()
        desk.force_login(self.people["mo"])
        admin.force_login(self.people["ann"])
        page, topic = Page.objects.latest("pk"), Topic.objects.latest("pk")
        profile = Profile.objects.get()
        public = ["/", home, page.get_absolute_url(), "/topics/", topic.get_absolute_url(), profile.get_absolute_url()]
        public += ["/archive/", f"{home}reply/{comment.public_id}/", f"{home}report/{comment.public_id}/"]
        year = timezone.localdate()
        public += [
            f"/archive/{year:%Y}/{year:%m}/",
            f"{home}reported/",
            "/privacy/",
            "/moderated/",
            "/nothing-is-here/",
        ]
        lists = "changes objections reports messages safety log approved rejected".split()
        staff = ["/moderation/", *(f"/moderation/{one}/" for one in lists), f"/moderation/redact/{waiting.public_id}/"]
        staff += [f"/moderation/focus/{waiting.public_id}/", f"/moderation/safety/{comment.public_id}/"]
        models = "article page topic source profile redirect image".split()
        written = [f"/admin/articles/{model}/" for model in models] + ["/admin/comments/safetytemplate/", "/admin/"]
        written += [f"/admin/articles/article/{self.article.pk}/{act}/" for act in ("change", "history", "delete")]
        written += [f"/admin/articles/source/{Source.objects.latest('pk').pk}/{act}/" for act in ("change", "delete")]
        written += [f"/admin/articles/article/{self.article.pk}/change/preview/", "/admin/harmblog/site/1/change/"]
        for client, paths in ((reader, public), (desk, staff), (admin, written)):
            for path in paths:
                yield path, client.get(path).content.decode()
        yield from self._answers(reader, desk, admin, f"{home}comment/")

    def _answers(self, reader: Client, desk: Client, admin: Client, form: str) -> Iterator[tuple[str, str]]:
        """Pages that say again what was typed."""
        for number in range(3):
            typed = {"name": next(self.words)[:80], "comment": next(self.words), "email": ""}
            yield "preview", reader.post(form, {**typed, "preview": "1"}).content.decode()
            typed = {"name": next(self.words), "email": next(self.words), "comment": ""}
            for more in ({}, {"parent": next(self.words)}):
                yield "refused", reader.post(form, {**typed, **more}).content.decode()
            searched = f"{next(self.words)} {('known', 'plain', '')[number]}"
            yield "found", reader.get("/search/", {"q": searched, "topic": next(self.words)}).content.decode()
        for client, path in ((desk, "/moderation/"), (admin, "/admin/articles/article/")):
            yield (
                path,
                client.get(path, {"q": next(self.words), "lane": next(self.words)}, follow=True).content.decode(),
            )


def seen(window: Window, filled: Filled) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    filled.fill()
    for path, html in filled.pages():
        holds, ran = window.show(html, HOLDS)
        assert ran == [], path
        found.setdefault(path if path.startswith(("/moderation", "/admin")) else "readers", set()).update(holds)
    return found


@pytest.mark.asvs("V1.2.1", "V1.3.1")
@pytest.mark.promise(4)
@pytest.mark.fuzz("short fields")
def test_no_field_brings_markup_onto_a_page(window: Window, mo: User, ada: User, record_property: Any) -> None:
    people = {"mo": mo, "ada": ada, "ann": account("ann", is_staff=True, is_superuser=True)}
    plain = seen(window, Filled((PLAIN.format(number) for number in count()), people))
    everything = {*set[str]().union(*plain.values()), *IN_MARKDOWN, *OF_OURS}
    texts = list(VECTORS)
    over(MARKUP, texts.append, short=30, long=400)
    words = cycle(text.encode("utf-8", "replace").decode().replace("\0", " ") for text in texts)
    for _ in range(many(1, 3)):
        hostile = seen(window, Filled(words, people, BREAKS))
        assert {path: extra for path, holds in hostile.items() if (extra := holds - everything)} == {}
    record_property("figure", f"{len(texts):,} attacks in every field that is shown: pages hold what they hold anyway")
