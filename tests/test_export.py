"""Moving out: a file that any WordPress reads, and that makes the same site again."""

import datetime as dt
import os
import re
import stat
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError
from django.utils import timezone

from articles.models import Article, Profile, Redirect, Source, Topic
from comments import moderation
from comments.models import Comment, Contact, Decision, Ping
from harmblog.models import Imported, Site
from harmblog.wordpress.reading.reader import read
from harmblog.wordpress.records import Report

from .canary import ADDRESS, assert_no_canary
from .moving import run

pytestmark = pytest.mark.django_db
WP = "{http://wordpress.org/export/1.2/}"
HARD = "  Ends ]]> early \u202bעברית\u202c 🌙 & <b> \u2028 &amp; `code`\r\n\r\n    indented\n\nlast  "


@pytest.fixture
def site(write: Any, say: Any, mo: User) -> Article:
    """A site that has something of everything."""
    Site.objects.create(name="Ours & yours", tagline="<Plain> words", footer="*Take care*", navigation="Help | /help/")
    featured, tag = (
        Topic.objects.create(name="R&D <x>", description="About"),
        Topic.objects.create(name="b", is_featured=False),
    )
    article = write(
        title="A <b> & c", body=HARD, summary="Two\nlines", content_note="Needles", is_pinned=True, language="es"
    )
    article.topics.add(featured, tag)
    article.reviewed_on, article.comments_close_on = dt.date(2026, 1, 2), dt.date(2090, 1, 2)
    article.save()
    write(
        title="Plans", published_at=timezone.now() + dt.timedelta(days=9), translation_of=article, comments_open=False
    )
    write(title="Thoughts", status="draft", published_at=None)
    write(title="About", kind="page", slug="about")
    Redirect.objects.create(old_path="/2019/05/сон/", article=article)
    Profile.objects.create(user=article.author, biography="Writes *here*.")
    Source.objects.create(key="swogger2019", title="On & on", url="https://example.org/1")
    first = say(HARD.strip(), name="rita@home & <co>", article=article, address=ADDRESS)
    say("An answer", article=article, parent=first)
    for act in ("approve", "reject", "spam"):
        said = say(f"To {act}", article=article)
        moderation.decide([said.public_id], act=act, expected="pending", moderator=mo)
    Ping.objects.create(
        article=article,
        kind="pingback",
        name="Blog",
        url="https://x.example.org/?a=1&b",
        text="…",
        received_at=timezone.now(),
        was_approved=True,
    )
    return article


def written(path: Path) -> str:
    run("export_wordpress", path)
    return path.read_text(encoding="utf-8")


def empty_the_site() -> None:
    for model in (
        Contact,
        Decision,
        Comment,
        Ping,
        Redirect,
        Article,
        Topic,
        Profile,
        Source,
        Site,
        Imported,
        User,
    ):
        model._default_manager.all().delete()


def without_dates_of_writing(text: str) -> str:
    return re.sub(r"<pubDate>[^<]*</pubDate>", "", text, count=1)


@pytest.mark.usefixtures("site")
def test_out_in_and_out_again_is_the_same_file(tmp_path: Path) -> None:
    first = written(tmp_path / "first.xml")
    empty_the_site()
    said = run("import_wordpress", tmp_path / "first.xml")
    assert "Repaired in the file" not in said
    assert "Left out" not in said
    second = written(tmp_path / "second.xml")
    assert without_dates_of_writing(first) == without_dates_of_writing(second)


def test_a_site_that_came_back_looks_the_same(site: Article, tmp_path: Path) -> None:
    html = {article.slug: article.body_html for article in Article.objects.all()}
    said = sorted(Comment.objects.values_list("name", "text", "html", "status"))
    written(tmp_path / "first.xml")
    empty_the_site()
    run("import_wordpress", tmp_path / "first.xml")
    assert {article.slug: article.body_html for article in Article.objects.all()} == html
    assert sorted(Comment.objects.values_list("name", "text", "html", "status")) == said
    back = Article.objects.get(slug=site.slug)
    assert (back.content_note, back.reviewed_on, back.language) == ("Needles", dt.date(2026, 1, 2), "es")
    assert Article.objects.get(title="Plans").translation_of == back
    assert Comment.objects.get(text="An answer").parent.text == HARD.strip()


@pytest.mark.usefixtures("site")
def test_it_is_wxr_that_needs_no_repair(tmp_path: Path) -> None:
    text, report = written(tmp_path / "out.xml"), Report()
    channel = ET.fromstring(text)[0]  # noqa: S314 - written by ourselves
    list(read(tmp_path / "out.xml", report))
    assert not report.repairs
    assert channel.findtext(f"{WP}wxr_version") == "1.2"
    items = {item.findtext(f"{WP}post_name"): item for item in channel.findall("item")}
    assert items["plans"].findtext(f"{WP}status") == "future"
    assert items["thoughts"].findtext(f"{WP}status") == "draft"
    assert items["about"].findtext(f"{WP}post_type") == "page"
    states = [state.text for state in channel.iter(f"{WP}comment_approved")]
    assert sorted(map(str, states)) == ["0", "0", "1", "1", "spam", "trash"]
    numbers = [element.text for element in channel.iter(f"{WP}post_id")]
    assert len(numbers) == len(set(numbers))


@pytest.mark.usefixtures("site")
def test_no_address_and_no_account_name_is_in_it(tmp_path: Path) -> None:
    text = written(tmp_path / "out.xml")
    assert_no_canary(text.encode(), "the export")
    channel = ET.fromstring(text)  # noqa: S314 - written by ourselves
    for name in ("comment_author_email", "comment_author_IP", "author_email"):
        elements = list(channel.iter(f"{WP}{name}"))
        assert elements
        assert not [element.text for element in elements if element.text]
    assert "ada-lindqvist" in text
    assert "<![CDATA[ada]]>" not in text


@pytest.mark.usefixtures("site")
def test_its_own_site_does_not_take_it_in_twice(tmp_path: Path) -> None:
    written(tmp_path / "out.xml")
    with pytest.raises(CommandError, match="from this very site"):
        run("import_wordpress", tmp_path / "out.xml")


@pytest.mark.usefixtures("site")
def test_a_file_is_there_whole_or_not_at_all(tmp_path: Path, monkeypatch: Any) -> None:
    path = tmp_path / "out.xml"
    path.write_text("yesterday's")
    monkeypatch.setattr(os, "fsync", lambda handle: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    with pytest.raises(CommandError, match="No space left"):
        run("export_wordpress", path)
    assert path.read_text() == "yesterday's"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.flaw("file permissions")
@pytest.mark.usefixtures("site")
def test_only_its_owner_can_read_it(tmp_path: Path) -> None:
    written(tmp_path / "out.xml")
    assert stat.S_IMODE((tmp_path / "out.xml").stat().st_mode) == 0o600


def test_what_was_withdrawn_is_left_out(say: Any, article: Article, tmp_path: Path) -> None:
    told = say("Taken back", article=article)
    say("It stays", article=article, parent=told)
    moderation.withdraw(told)
    run("export_wordpress", tmp_path / "site.xml")
    text = (tmp_path / "site.xml").read_text()
    assert text.count("<wp:comment>") == 1
    assert "<p>It stays</p>" in text
