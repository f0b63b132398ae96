"""An image in the writers' hands: sent with an article or by the script, described, found again, deleted."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from markdown_it import MarkdownIt

from articles.images import markdown
from articles.models import Article, Image

from .conftest import account
from .pictures import picture, upload
from .test_admin import ADD, NEW
from .test_images import LIBRARY, SEND, files, keep, post, send

pytestmark = pytest.mark.one_database

__all__ = ["keep"]


def body() -> str:
    return Article.objects.get().body


# --- With an article ------------------------------------------------------------------------------------------------


def test_image_sent_with_an_article_is_at_the_end_of_its_text(writing: Client, ada: User) -> None:
    assert post(writing, ada, image_caption='Ada\'s "hands"').status_code == 302
    image = Image.objects.get()
    assert body() == f'{NEW["body"]}\n\n![Two hands](image:{image.key} "Ada\'s \\"hands\\"")\n'
    assert (image.alt, image.uploaded_by, image.width, image.height) == ("Two hands", ada, 600, 400)


def test_article_without_an_image_is_saved_as_it_is(writing: Client, ada: User) -> None:
    writing.post(ADD, {**NEW, "author": ada.pk, "image_alt": "", "image_caption": ""})
    assert (body(), Image.objects.count()) == (NEW["body"], 0)


@pytest.mark.parametrize(
    ("wrong", "field", "said"),
    [
        ({"image_alt": " "}, "image_alt", "Describe what the image shows"),
        ({"image_alt": "\u2800"}, "image_alt", "nothing to see"),
        ({"image_alt": "x" * 501}, "image_alt", "at most 500"),
        ({"image_file": upload(b"%PDF-1.7 nothing")}, "image_file", "kind PDF"),
        ({"image_file": upload(b"")}, "image_file", "empty"),
        ({"image_file": ""}, "image_file", "Choose the image"),
        ({"title": ""}, "image_file", "Please choose the file again"),
    ],
)
def test_what_is_wrong_is_said_at_the_field_and_the_rest_is_kept(
    writing: Client, ada: User, wrong: dict[str, Any], field: str, said: str
) -> None:
    page = post(writing, ada, image_caption="Kept too", **wrong)
    assert page.status_code == 200
    assert any(said in error for error in page.context["adminform"].form.errors[field])
    for typed in ("“Text”", "Kept too", *([] if "title" in wrong else ["Sleep, “at last”"])):
        assert typed in page.content.decode()
    assert (Image.objects.count(), Article.objects.count(), files()) == (0, 0, [])


def test_decoration_needs_no_description(writing: Client, ada: User) -> None:
    post(writing, ada, image_alt="", image_decorative="on")
    assert body().endswith(f"![](image:{Image.objects.get().key})\n")


def test_who_may_add_no_images_writes_without(ada: User) -> None:
    plain = account("plain", is_staff=True)
    plain.user_permissions.set(Permission.objects.filter(codename__endswith="_article"))
    client = Client()
    client.force_login(plain)
    assert b"image_file" not in client.get(ADD).content
    assert post(client, ada).status_code == 302
    assert Image.objects.count() == 0
    assert send(client).status_code == 403


@pytest.mark.parametrize("text", ["]](x) ![", 'a " b', "a\n\nb", "`a", "&quot;", "<b>", "\\", "שלום 🙂"])
def test_no_word_breaks_out_of_the_markdown(keep: Any, text: str) -> None:
    image = keep(alt=text)
    (paragraph,) = [token for token in MarkdownIt("commonmark").parse(markdown(image, text)) if token.children]
    (made,) = paragraph.children or []
    flat = " ".join(text.split())
    assert (made.type, made.attrs["src"], made.attrs["title"]) == ("image", f"image:{image.key}", flat)
    assert made.content.replace("\\", "") == flat.replace("\\", "")


# --- By the script --------------------------------------------------------------------------------------------------


def test_script_is_given_what_to_write(writing: Client) -> None:
    answer = send(writing, image_caption="Ours")
    image = Image.objects.get()
    assert (answer.status_code, answer.json()["markdown"]) == (201, f'![Two hands](image:{image.key} "Ours")')


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"image_alt": ""}, "image_alt"), ({"image_file": ""}, "image_file"), ({"image_file": "no file"}, "image_file")],
)
def test_script_is_told_what_is_wrong_by_field(writing: Client, wrong: dict[str, Any], field: str) -> None:
    answer = send(writing, **wrong)
    assert answer.status_code == 422
    assert answer.json()[field]
    assert Image.objects.count() == 0


def test_only_editors_send_images(client: Client, desk: Client, writing: Client, ada: User) -> None:
    assert send(client).status_code == send(desk).status_code == 403
    assert writing.get(SEND).status_code == 405
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(ada)
    assert send(strict).status_code == 403
    assert Image.objects.count() == 0


@pytest.mark.parametrize("path", [ADD, SEND])
def test_sixty_megabytes_are_refused_before_they_are_read(writing: Client, path: str) -> None:
    headers = {"Accept": "application/json"} if path == SEND else {}
    answer = writing.post(path, {"image_file": upload(bytes(60_000_000))}, headers=headers)
    assert answer.status_code == 413
    said = answer.json()["image_file"][0] if path == SEND else answer.content.decode()
    assert "larger than 10 MB" in said


def test_more_than_ten_megabytes_are_refused_with_the_limit(writing: Client) -> None:
    answer = send(writing, picture() + bytes(10 * 2**20))
    assert (answer.status_code, "10 MB" in answer.json()["image_file"][0]) == (422, True)


def test_other_forms_stay_small(client: Client, article: Article) -> None:
    assert client.post(f"{article.get_absolute_url()}comment/", {"comment": "x" * 1_000_001}).status_code == 413


# --- The library ----------------------------------------------------------------------------------------------------


def test_library_shows_images_and_finds_them_by_their_words(writing: Client, keep: Any) -> None:
    hands, leaf = keep(), keep(alt="A leaf")
    page = writing.get(LIBRARY, {"q": "leaf"}).content.decode()
    assert f'src="/media/{leaf.name}-480.webp"' in page
    assert f"![](image:{leaf.key})" in page
    assert hands.key not in page


def test_image_is_added_in_the_library(writing: Client) -> None:
    answer = writing.post(f"{LIBRARY}add/", {"image_file": upload(picture()), "image_alt": "Two hands"})
    assert (answer.status_code, Image.objects.get().alt, len(files())) == (302, "Two hands", 2)


def test_new_description_draws_the_articles_anew(writing: Client, keep: Any, write: Any) -> None:
    image = keep()
    shows, other = write(body=f"Look: {markdown(image)}"), write(title="Other")
    Article.objects.update(body_html="old")
    before = shows.updated_at
    assert writing.post(f"{LIBRARY}{image.pk}/change/", {"alt": "Three hands"}).status_code == 302
    shows.refresh_from_db()
    other.refresh_from_db()
    assert ("Look" in shows.body_html, other.body_html, shows.updated_at) == (True, "old", before)
    assert Image.objects.get().alt == "Three hands"


def test_description_is_not_taken_away(writing: Client, keep: Any) -> None:
    image = keep()
    page = writing.post(f"{LIBRARY}{image.pk}/change/", {"alt": " "}).content.decode()
    assert "Describe what the image shows" in page
    assert Image.objects.get().alt == "Two hands"


@pytest.mark.parametrize("shown", ["body", "page"])
def test_image_in_use_is_not_deleted(writing: Client, keep: Any, write: Any, shown: str) -> None:
    image = keep()
    article = write(title="Sleep at last", body=markdown(image))
    if shown == "page":  # the text has changed since, what readers see has not
        Article.objects.update(body="Later.", body_html=f'<img src="/media/{image.name}-480.webp">')
    for path, data in (
        (f"{LIBRARY}{image.pk}/delete/", {"post": "yes"}),
        (LIBRARY, {"action": "delete_selected", "_selected_action": image.pk, "post": "yes"}),
    ):
        page = writing.post(path, data).content.decode()
        assert "Sleep at last" in page
        assert "Take it out of the text first" in page
    assert Image.objects.exists()
    article.delete()
    assert writing.post(f"{LIBRARY}{image.pk}/delete/", {"post": "yes"}).status_code == 302
    assert (Image.objects.count(), files()) == (0, [])
