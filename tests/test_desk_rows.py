"""A row of the desk that is drawn in the place of a stand-in looks like one that is drawn by itself."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from articles.models import Article
from comments import drawing, moderation
from comments.desk import drawing as rows
from comments.desk.claims import claim
from comments.models import Comment, DeskNote

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
NASTY = ("100 %", "%(name)s %s", "{{ name }}", "<b>&amp;", "\N{RIGHT-TO-LEFT OVERRIDE}x", drawing.NAME, rows.TITLE)


@pytest.fixture
def waiting(say: Any, write: Any, approved: Any) -> list[Comment]:
    """Rows of every kind that may stand in for each other, with words that might be taken for a gap."""
    made = [say(f"Words {name} 50 % %s", name=name, labels="dose others") for name in NASTY]
    made += [say("Hard to read", labels="graphic"), say("No label")]
    Comment.objects.filter(pk=made[-1].pk).update(indexable=True)
    # What an address and what a parameter write differently.
    made.append(say("Elsewhere", article=write("<i>Ünlike & %s</i>", slug="ünlike-(a)-&-100%")))
    for parent in (approved("A parent", name="<Bo> %s"), approved("To be gone")):
        made.append(say("A reply", parent=parent))
    moderation.withdraw(parent)
    return made


@pytest.fixture
def known(waiting: list[Comment], kit: User) -> None:
    """More is known of some of them."""
    DeskNote.objects.create(comment=waiting[0], moderator=kit, text="See the other one.")
    claim(waiting[1], kit)
    moderation.ask([waiting[2].public_id], moderator=kit)


def looked_at(desk: Client, path: str, **query: str) -> str:
    return re.sub(r'(csrfmiddlewaretoken" value=)"\w+"', r"\1", desk.get(path, query).content.decode())


@pytest.mark.usefixtures("known")
@pytest.mark.parametrize("query", [{}, {"q": "words"}])
def test_row_in_the_place_of_a_stand_in_is_as_if_drawn_by_itself(
    desk: Client, waiting: list[Comment], monkeypatch: pytest.MonkeyPatch, query: dict[str, str]
) -> None:
    together = looked_at(desk, "/moderation/", **query)
    monkeypatch.setattr(rows, "are_ours", lambda *names: False)
    assert together == looked_at(desk, "/moderation/", **query)
    found = len(NASTY) if query else len(waiting)
    assert together.count('<li class="item"') == found


def test_what_is_known_of_one_row_stands_at_no_other(
    desk: Client, waiting: list[Comment], known: None, article: Article
) -> None:
    page = looked_at(desk, "/moderation/")
    for words in ("(one note)", "kit has this open.", "kit asks for a second opinion."):
        assert page.count(words) == 1
    assert page.count("in reply to something that is no longer shown") == 1
    assert page.count("in reply to <bdi>&lt;Bo&gt; %s</bdi>") == 1
    assert page.count(f'href="{article.get_absolute_url()}"') == len(waiting) - 1
