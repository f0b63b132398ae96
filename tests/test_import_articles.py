"""Posts and pages of WordPress: what of them comes along, and what readers may see of it."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from PIL import Image as Pixels

from articles.models import Article, Image, Redirect, Topic
from harmblog.models import Imported, Site

from .moving import author, item, row, run, wxr

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
COMMAND = "import_wordpress"


@pytest.fixture
def bring(tmp_path: Path) -> Any:
    """Imports a file made of these parts."""

    def bring(*parts: str, **options: Any) -> str:
        return run(COMMAND, wxr(tmp_path / "old.xml", *parts), **options)

    return bring


def test_a_post_becomes_a_published_article_at_its_true_time(bring: Any, client: Client) -> None:
    bring(item(7, title="Sleep &amp; rest", body="First line\nsecond line\n\nOther paragraph"))
    article = Article.objects.published().get()
    assert (article.title, article.slug, article.language) == ("Sleep & rest", "sleep-7", "de")
    assert article.published_at == dt.datetime(2019, 5, 6, 7, tzinfo=dt.UTC)
    page = client.get("/articles/sleep-7/").content.decode()
    assert "<p>Other paragraph</p>" in page


@pytest.mark.parametrize("status", ["draft", "private", "pending", "auto-draft", "trash", "inherit", "odd", ""])
def test_only_what_was_public_is_public(bring: Any, status: str) -> None:
    bring(item(7, status=status))
    assert Article.objects.get().status == "draft"


def test_a_post_with_a_password_is_a_draft_and_the_report_says_why(bring: Any) -> None:
    assert "kept as drafts: protected by a password (/?p=7)" in bring(item(7, post_password="open sesame"))
    assert "kept as drafts: protected by a password (/?p=8)" in bring(item(8, post_password=" "))
    assert not Article.objects.published().exists()


def test_a_time_to_come_schedules_and_one_that_is_past_does_not_publish(bring: Any) -> None:
    bring(
        item(1, status="future", post_date_gmt="2090-01-01 00:00:00"),
        item(2, status="future", post_date_gmt="2015-01-01 00:00:00"),
    )
    assert Article.objects.get(slug="sleep-1").is_scheduled
    assert Article.objects.get(slug="sleep-2").status == "draft"


def test_a_draft_without_a_date_gets_none(bring: Any) -> None:
    bring(item(7, status="draft", post_date_gmt="0000-00-00 00:00:00"))
    assert Article.objects.get().published_at is None


def test_authors_are_accounts_that_nobody_can_use(bring: Any) -> None:
    bring(author(3, "ann", "Ann Author"), item(7))
    user = User.objects.get()
    assert (user.username, user.get_full_name(), user.email) == ("wp-ann", "Ann Author", "")
    assert not user.is_active
    assert not user.has_usable_password()
    assert Article.objects.get().author == user


def test_an_author_known_by_an_address_is_known_by_none_here(bring: Any) -> None:
    said = bring(author(3, "ann@old.example.org", "ann@old.example.org"), item(7, creator="ann@old.example.org"))
    user = User.objects.get()
    kept = [user.username, user.get_full_name(), *Imported.objects.values_list("external_id", flat=True), said]
    assert not [text for text in kept if "@" in text]
    assert Article.objects.get().author == user


def test_categories_and_tags_become_topics(bring: Any) -> None:
    terms = (
        '<category domain="category" nicename="health">Health &amp; care</category>'
        '<category domain="post_tag" nicename="night">Night</category>'
        '<category domain="post_tag" nicename="health">health</category>'
        '<category domain="post_format" nicename="post-format-aside">Aside</category>'
    )
    said = bring(item(7, inside=terms))
    assert list(Topic.objects.values_list("slug", "name", "is_featured")) == [
        ("health", "Health & care", True),
        ("night", "Night", False),
    ]
    assert Article.objects.get().topics.count() == 2
    assert row(said, "tags") == [2, 1, 0, 1]


def test_old_addresses_lead_to_the_article(bring: Any) -> None:
    bring(item(7), item(8, post_type="page", link="https://old.example.org/about/team/", post_name="team"))
    assert set(Redirect.objects.filter(article__slug="sleep-7").values_list("old_path", flat=True)) == {
        "/2019/05/sleep-7/",
        "/?p=7",
    }
    assert set(Redirect.objects.filter(article__slug="team").values_list("old_path", flat=True)) == {
        "/about/team/",
        "/?p=8",
        "/?page_id=8",
    }


def test_a_page_takes_no_address_of_the_site_itself(bring: Any) -> None:
    bring(item(8, post_type="page", post_name="archive", title="Old things"))
    page = Article.objects.get()
    assert (page.kind, page.slug) == ("page", "archive-2")


def test_slugs_are_read_and_numbered(bring: Any) -> None:
    bring(
        item(1, post_name="%d1%81%d0%be%d0%bd"),
        item(2, post_name="%d1%81%d0%be%d0%bd"),
        item(3, post_name="", title="", body="Only a few words here."),
    )
    assert list(Article.objects.order_by("pk").values_list("slug", flat=True)) == [
        "сон",
        "сон-2",
        "only-a-few-words-here",
    ]


def test_sticky_excerpt_and_closed_comments_come_along(bring: Any) -> None:
    bring(item(7, is_sticky=1, excerpt="In <b>short</b>.", comment_status="closed"))
    article = Article.objects.get()
    assert (article.is_pinned, article.summary, article.comments_open) == (True, "In short.", False)


def test_what_has_no_place_here_is_counted_with_its_reason(bring: Any) -> None:
    said = bring(item(1, post_type="revision"), item(2, post_type="nav_menu_item"), item(3, post_type="product"))
    assert row(said, "revisions") == row(said, "menu entries") == [1, 0, 0, 1]
    assert row(said, "items of type product") == [1, 0, 0, 1]
    assert not Article.objects.exists()


def test_a_dry_run_says_what_would_be_and_changes_nothing(bring: Any) -> None:
    parts = [author(1, "ann", "Ann"), item(7), item(8, post_type="page")]
    said = bring(*parts, dry_run=True)
    assert row(said, "posts") == row(said, "pages") == row(said, "authors") == [1, 1, 0, 0]
    assert not [model for model in (User, Article, Imported, Site) if model._default_manager.exists()]


def test_a_dry_run_tells_topics_apart_as_the_run_does(bring: Any) -> None:
    tag = "<category domain='post_tag' nicename='{}'>{}</category>"
    parts = [item(7, inside=tag.format("markup-2", "Markup") + tag.format("other", "markup-2"))]
    assert row(bring(*parts, dry_run=True), "tags") == row(bring(*parts), "tags") == [2, 2, 0, 0]


def test_a_second_run_changes_nothing_and_leaves_edits_alone(bring: Any) -> None:
    bring(item(7))
    Article.objects.update(title="Corrected here")
    assert "0 changes" in bring(item(7))
    assert Article.objects.get().title == "Corrected here"


def test_the_site_takes_its_old_name_unless_it_has_one(bring: Any) -> None:
    bring(item(7))
    assert Site.current().name == "Old blog"
    Site.objects.update(name="Ours")
    bring(item(8))
    assert Site.current().name == "Ours"


# --- Attachments ----------------------------------------------------------------------------------------------------


UPLOADS = "https://old.example.org/wp-content/uploads"


def attachment(number: int, name: str) -> str:
    alt = "<wp:postmeta><wp:meta_key>_wp_attachment_image_alt</wp:meta_key><wp:meta_value>A door</wp:meta_value>"
    url = f"<wp:attachment_url>{UPLOADS}/{name}</wp:attachment_url>{alt}</wp:postmeta>"
    return item(number, post_type="attachment", status="inherit", inside=url)


@pytest.fixture
def media(tmp_path: Path) -> Path:
    folder = tmp_path / "uploads"
    (folder / "2019").mkdir(parents=True)
    Pixels.new("RGB", (600, 400), "navy").save(folder / "2019/door.jpg")
    Pixels.new("RGB", (60, 40), "navy").save(tmp_path / "secret.jpg")
    (folder / "2019/link.jpg").symlink_to(tmp_path / "secret.jpg")
    return folder


def test_images_come_along_and_stand_where_they_stood(bring: Any, media: Path, settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    body = f'Look:\n\n<img class="wp-image-9" src="{UPLOADS}/2019/door-300x200.jpg" alt="The door">\n\nThere.'
    bring(item(7, body=body), attachment(9, "2019/door.jpg"), media=media)
    image = Image.objects.get()
    assert image.alt == "A door"
    assert f"![The door](image:{image.key})" in Article.objects.get().body


@pytest.mark.flaw("path traversal")
@pytest.mark.parametrize(
    "name", ["../secret.jpg", "2019/../../secret.jpg", "2019/link.jpg", "2019/%2e%2e/%2e%2e/secret.jpg"]
)
def test_no_file_outside_the_folder_is_read(bring: Any, media: Path, name: str) -> None:
    said = bring(attachment(9, name), media=media)
    assert row(said, "attachments") == [1, 0, 0, 1]
    assert not Image.objects.exists()


def test_attachments_without_a_folder_are_listed(bring: Any) -> None:
    assert f"{UPLOADS}/2019/door.jpg" in bring(attachment(9, "2019/door.jpg"))
