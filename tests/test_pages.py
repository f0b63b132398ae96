"""Standing pages: an address of their own at the top of the site, and outside the stream."""

import json
import re
from typing import Any

import feedparser
import pytest
from django.contrib.auth.models import User
from django.test import Client

from articles.models import Article, Page
from comments import moderation
from comments.models import Comment

from .canary import url_map
from .conftest import words

pytestmark = pytest.mark.one_database

ADD = "/admin/articles/page/add/"
NEW = {
    "title": "About us",
    "slug": "",
    "summary": "Who we are.",
    "content_note": "",
    "body": "## One\n\n“Text”",
    "status": "published",
    "published_at_0": "",
    "published_at_1": "",
    "comments_close_on": "",
}


@pytest.fixture
def stand(ada: User) -> Any:
    """Publishes a standing page."""

    def stand(title: str = "About", **fields: Any) -> Page:
        fields = {"author": ada, "body": "Some *text*.", "status": "published", "comments_open": False, **fields}
        return Page.objects.create(title=title, **fields)

    return stand


def test_editor_makes_a_page_and_readers_see_it(writing: Client, client: Client) -> None:
    assert writing.post(ADD, NEW).status_code == 302
    page = client.get("/about-us/").content.decode()
    assert '<h1 dir="auto">About us</h1>' in page
    assert "“Text”" in page
    assert "Ada" not in page
    assert "<time" not in page


def test_comments_are_closed_unless_asked_for(writing: Client) -> None:
    form = writing.get(ADD).context["adminform"].form
    assert form["comments_open"].value() is False
    writing.post(ADD, NEW)
    assert not Page.objects.get().accepts_comments


def test_list_of_pages_and_list_of_articles_are_two(writing: Client, stand: Any, write: Any) -> None:
    stand("A page"), write("An article")
    for path, there, elsewhere in (("page", "A page", "An article"), ("article", "An article", "A page")):
        listed = words(writing.get(f"/admin/articles/{path}/").content)
        assert there in listed
        assert elsewhere not in listed


def test_preview_shows_a_page(writing: Client) -> None:
    preview = writing.post(f"{ADD}preview/", NEW).content.decode()
    assert "About us</h1>" in preview
    assert "By Ada" not in words(preview)
    assert 'formaction="preview/"' in writing.get(ADD).content.decode()
    assert not Page.objects.exists()


def test_moderator_may_not_edit_pages(desk: Client, stand: Any) -> None:
    User.objects.update(is_staff=True)
    assert desk.post(f"/admin/articles/page/{stand().pk}/change/", NEW).status_code == 403


# --- Its address ----------------------------------------------------------------------------------------------------


OWN = sorted({route.split("/")[1] for route in url_map()} - {"", "<words:slug>"} | {"static", "Archive"})


@pytest.mark.parametrize("slug", OWN)
def test_slug_of_the_site_itself_is_refused(writing: Client, slug: str) -> None:
    answer = writing.post(ADD, NEW | {"slug": slug})
    assert answer.status_code == 200
    assert "errorlist" in answer.content.decode()
    assert "." in slug or "The site itself has something at" in answer.content.decode()
    assert not Page.objects.exists()


def test_article_may_be_called_what_a_page_may_not(write: Any, client: Client) -> None:
    assert client.get(write(slug="archive").get_absolute_url()).status_code == 200


def test_title_of_the_site_itself_gets_an_address_beside_it(stand: Any, client: Client) -> None:
    page = stand("Archive")
    assert page.slug == "archive-2"
    assert "Some <em>text</em>." in client.get(page.get_absolute_url()).content.decode()


def test_slug_of_an_article_is_refused(writing: Client, article: Article) -> None:
    answer = writing.post(ADD, NEW | {"slug": article.slug})
    assert answer.status_code == 200
    assert "already exists" in answer.content.decode()


def test_slug_of_a_page_is_refused_for_an_article(writing: Client, stand: Any, ada: User) -> None:
    answer = writing.post("/admin/articles/article/add/", NEW | {"slug": stand().slug, "author": ada.pk})
    assert answer.status_code == 200
    assert "already exists" in answer.content.decode()


def test_page_is_no_article_and_an_article_is_no_page(client: Client, stand: Any, article: Article) -> None:
    assert client.get(f"/articles/{stand().slug}/").status_code == 404
    assert client.get(f"/{article.slug}/").status_code == 404


@pytest.mark.parametrize("hidden", [{"status": "draft"}, {"published_at": "2999-01-01T00:00:00Z"}])
def test_hidden_page_has_no_address(client: Client, stand: Any, hidden: dict[str, Any]) -> None:
    stand("Unseen", **hidden)
    assert client.get("/unseen/").status_code == 404
    assert b"unseen" not in client.get("/sitemap.xml").content


# --- Where it is and is not -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/", "/feed/", "/feed/atom/", "/archive/"])
def test_page_is_not_in_the_stream(client: Client, stand: Any, path: str) -> None:
    empty = client.get(path).content
    stand(is_pinned=True)
    assert client.get(path).content == empty


def test_page_is_in_the_sitemap(client: Client, stand: Any) -> None:
    stand()
    assert "<loc>http://127.0.0.1:8000/about/</loc>" in client.get("/sitemap.xml").content.decode()


def test_machines_are_told_that_it_is_a_page(client: Client, stand: Any) -> None:
    stand()
    data = json.loads(re.findall(r'ld\+json">(.*?)</script>', client.get("/about/").content.decode())[0])
    assert (data["@type"], data["name"], data["url"]) == ("WebPage", "About", "http://127.0.0.1:8000/about/")
    assert "author" not in data


# --- Its discussion -------------------------------------------------------------------------------------------------


def test_closed_page_says_nothing_of_comments(client: Client, stand: Any) -> None:
    stand()
    page = client.get("/about/").content.decode().partition("<footer")[0]
    assert "thoughts" not in page
    assert "comment" not in page.lower()


def test_comment_on_a_page_travels_the_whole_line(client: Client, stand: Any, mo: User) -> None:
    stand("House rules", comments_open=True)
    page = client.get("/house-rules/").content.decode()
    action = re.findall(r'<form[^>]*action="([^"]*)"', page)[0]
    sent = client.post(action, {"name": "Rita", "comment": "A good rule."})
    assert sent.status_code == 303
    comment = Comment.objects.get()
    moderation.decide([comment.public_id], act="approve", expected="pending", moderator=mo)
    assert comment.get_absolute_url() == f"/house-rules/#comment-{comment.public_id}"
    assert "A good rule." in client.get("/house-rules/").content.decode()
    assert 'href="/house-rules/' in client.get(sent["Location"]).content.decode()
    for feed in ("/comments/feed/", "/articles/house-rules/feed/"):
        (entry,) = feedparser.parse(client.get(feed).content).entries
        assert entry.link == f"http://127.0.0.1:8000{comment.get_absolute_url()}"
    reply = client.get(
        re.findall(r'href="(/articles/house-rules/reply/[^"]*)"', client.get("/house-rules/").content.decode())[0]
    )
    assert 'href="/house-rules/"' in reply.content.decode()


def test_comments_stay_on_a_page_that_is_closed(client: Client, stand: Any, approved: Any) -> None:
    page = stand("House rules", comments_open=True)
    approved("A good rule.", article=page)
    page.comments_open = False
    page.save()
    shown = client.get("/house-rules/").content.decode()
    assert "A good rule." in shown
    assert "are closed" in shown
