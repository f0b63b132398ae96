"""Standing pages are written at the same desk: what articles have there, they have too."""

import pytest
from django.contrib.auth.models import User

from articles.models import Page

from .conftest import words
from .editing import fields, logged_in

ABOUT = {"title": "About", "slug": "about", "summary": "", "content_note": "", "body": "Us.", "status": "published"}


@pytest.mark.django_db
def test_page_is_written_compared_and_restored(ada: User) -> None:
    editor = logged_in(ada)
    assert editor.post("/admin/articles/page/add/", ABOUT | {"author": ada.pk, "_save": "1"}).status_code == 302
    page = Page.objects.get()
    at = f"/admin/articles/page/{page.pk}/"
    form = fields(editor.get(f"{at}change/").content)
    assert editor.post(f"{at}change/", form | {"body": "All of us.", "_publish": "1"}).status_code == 302
    assert "All of us." in words(editor.get("/about/").content)
    assert editor.get(f"{at}history/").status_code == 200
    assert "All of" in words(editor.get(f"{at}history/compare/?old=1&new=2").content)
    assert editor.post(f"{at}history/1/restore/", {"based_on": "2"}).status_code == 302
    assert editor.post(f"{at}change/autosave/", form).status_code == 200
    assert editor.post(f"{at}change/link/", {"days": "1"}).status_code == 302
    assert fields(editor.get(f"{at}change/").content)["body"] == "Us."
    assert "About" in words(editor.get("/admin/articles/page/").content)
    assert editor.get("/admin/articles/page/review/").status_code == 200
