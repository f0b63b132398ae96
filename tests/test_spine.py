"""The whole line in one walk, through the outermost door: read, comment, approve, appear."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from articles.models import Article
from comments.models import Comment

from .conftest import PASSWORD, words


@pytest.mark.promise(1)
def test_comment_appears_after_approval_and_not_before(client: Client, article: Article, mo: User) -> None:
    page = article.get_absolute_url()
    before = client.get(page).content
    answer = client.post(f"{page}comment/", {"name": "Rita", "email": "rita@example.org", "comment": "It helped me."})
    assert answer.status_code == 303
    assert "Only moderators can see it yet" in words(client.get(answer["Location"]).content)
    assert client.get(page).content == before
    assert not client.cookies

    desk = Client()
    desk.post("/accounts/login/", {"username": "mo", "password": PASSWORD})
    waiting = Comment.objects.get()
    decision = {"comment": waiting.public_id, "expected": "pending", "act": "approve"}
    assert desk.post("/moderation/decide/", decision).status_code == 302

    after = words(client.get(page).content)
    assert "One thought on “Naloxone”" in after
    assert "It helped me." in after
    assert "It helped me." in client.get("/comments/feed/").content.decode()
    assert "is published" in words(client.get(answer["Location"]).content)
