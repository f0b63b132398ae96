"""What a moderator compares is all that will be shown: no part of a text hides in a name."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from articles.models import Article
from comments import receipts
from comments.models import Comment, Edit

pytestmark = pytest.mark.django_db


def test_name_is_one_line(client: Client, article: Article) -> None:
    typed = {"name": "Rita\r\nsays\u2028this\tnow", "comment": "It helped me."}
    assert client.post(reverse("post-comment", args=[article.slug]), typed).status_code == 303
    assert Comment.objects.get().name == "Rita says this now"


def test_text_that_moves_into_the_name_is_a_change_that_is_seen(approved: Any, client: Client, desk: Client) -> None:
    comment = approved("Call me a liar.\n\nIt helped me.")
    typed = {"name": "Rita\nCall me a liar.", "comment": "It helped me."}
    assert client.post(reverse("receipt-edit", args=[receipts.secret_of(comment)]), typed).status_code == 303
    assert Edit.objects.get().name == "Rita Call me a liar."
    assert "<ins>" in desk.get(reverse("desk:changes")).content.decode()


def test_nothing_invisible_stays_of_a_name_that_was_an_address(client: Client, article: Article) -> None:
    typed = {"name": "\u200d rita@example.org", "comment": "It helped me.", "act": "remove"}
    assert client.post(reverse("post-comment", args=[article.slug]), typed).status_code == 303
    assert Comment.objects.get().name == "Anonymous"
