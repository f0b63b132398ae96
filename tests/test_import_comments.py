"""Comments of WordPress: states, names, addresses and who answers whom."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from comments import vault
from comments.models import Comment, Contact, Ping

from .moving import comment, item, row, run, wxr

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture
def bring(tmp_path: Path) -> Any:
    """Imports a file with these comments under one post."""

    def bring(*comments: str, post: dict[str, Any] | None = None, parts: tuple[str, ...] = (), **options: Any) -> str:
        path = wxr(tmp_path / "old.xml", item(7, *comments, **(post or {})), *parts)
        return run("import_wordpress", path, **options)

    return bring


def answers() -> dict[str, str | None]:
    """Who answers whom, by their texts."""
    rows = Comment.objects.select_related("parent")
    return {row.text: row.parent.text if row.parent else None for row in rows}


@pytest.mark.parametrize(
    ("state", "here"),
    [
        ("1", "approved"),
        ("approved", "approved"),
        ("0", "pending"),
        ("hold", "pending"),
        ("trash", "rejected"),
        ("post-trashed", "rejected"),
        ("spam", "spam"),
        ("", "pending"),
        ("whatever", "pending"),
    ],
)
def test_states(bring: Any, state: str, here: str) -> None:
    said = bring(comment(1, comment_approved=state))
    assert Comment.objects.get().status == here
    assert row(said, f"comments, {here}") == [1, 1, 0, 0]


def test_own_address_in_a_text_is_taken_out(bring: Any) -> None:
    said = bring(comment(1, "Write to Rita_B_@canary.example, please.", comment_author_email="rita_b_@canary.example"))
    assert Comment.objects.get().text == "Write to [address removed], please."
    assert "without their writer's own address" in said


def test_nonsense_for_an_address_leaves_the_text_alone(bring: Any) -> None:
    bring(comment(1, "A plain text @ noon.", comment_author_email="a"))
    assert Comment.objects.get().text == "A plain text @ noon."


def test_an_approved_comment_is_on_the_page_at_its_time(bring: Any, client: Client) -> None:
    bring(comment(1, "Thank <b>you</b>.", comment_author="Ri&amp;ta"))
    row = Comment.objects.get()
    assert (row.name, row.received_at) == ("Ri&ta", dt.datetime(2020, 2, 3, 4, 5, 6, tzinfo=dt.UTC))
    assert "Thank <strong>you</strong>." in client.get("/articles/sleep-7/").content.decode()


def test_a_parent_may_come_later_and_have_a_larger_number(bring: Any) -> None:
    bring(comment(1, "child", comment_parent=9), comment(9, "parent"), comment(10, "grandchild", comment_parent=1))
    assert answers() == {"child": "parent", "parent": None, "grandchild": "child"}


def test_orphans_strangers_and_circles_stand_on_the_top_level(bring: Any) -> None:
    said = bring(
        comment(1, "orphan", comment_parent=99),
        comment(2, "of another", comment_parent=20),
        comment(3, "itself", comment_parent=3),
        comment(4, "a", comment_parent=6),
        comment(5, "b", comment_parent=4),
        comment(6, "c", comment_parent=5),
        parts=(item(8, comment(20, "elsewhere")),),
    )
    found = answers()
    assert (found["orphan"], found["of another"], found["itself"]) == (None, None, None)
    assert sorted(str(found[name]) for name in "abc") == ["None", "a", "b"]
    assert row(said, "replies") == [6, 2, 0, 4]


def test_an_address_is_sealed_and_one_that_is_none_is_dropped(bring: Any, worker_process: None) -> None:
    said = bring(
        comment(1, comment_author_email="\n rita@example.org\n "),
        comment(2, comment_author_email="not an address"),
        comment(3),
    )
    contact = Contact.objects.get()
    assert vault.open_sealed(contact.sealed, bound_to=contact.comment.public_id) == "rita@example.org"
    assert "1 addresses that are none, dropped" in said


@pytest.mark.parametrize("name", ["", " \u200b ", "rita@example.org", "me: rita@example.org"])
def test_names_that_cannot_be_shown_are_anonymous(bring: Any, name: str) -> None:
    bring(comment(1, comment_author=name))
    assert Comment.objects.get().name == "Anonymous"


def test_pings_are_kept_apart_and_notes_never_come(bring: Any, client: Client) -> None:
    said = bring(
        comment(1, "I linked to you", comment_type="pingback", comment_author_url="https://other.example.org/x"),
        comment(2, "Editors only", comment_type="note"),
        comment(3, "Paid", comment_type="order_note"),
    )
    assert not Comment.objects.exists()
    assert Ping.objects.get().url == "https://other.example.org/x"
    assert row(said, "editors' notes") == row(said, "comments of type order_note") == [1, 0, 0, 1]
    page = client.get("/articles/sleep-7/").content
    assert b"linked to you" not in page
    assert b"Editors only" not in page


def test_comments_of_what_is_left_out_and_empty_ones_are_accounted_for(bring: Any) -> None:
    said = bring(comment(1, "  "), parts=(item(8, comment(2), post_type="product"),))
    assert row(said, "comments, approved") == [2, 0, 0, 2]
    assert "nothing in it (comment 1)" in said
    assert "they stand under items of type product (comment 2)" in said


def test_a_comment_without_a_date_gets_its_articles(bring: Any) -> None:
    bring(comment(1, comment_date_gmt="0000-00-00 00:00:00"))
    assert Comment.objects.get().received_at == dt.datetime(2019, 5, 6, 7, tzinfo=dt.UTC)


def test_two_comments_with_one_number_both_come_once(bring: Any) -> None:
    parts = (item(8, comment(1, "other"), comment(2, "answer", comment_parent=1)),)
    bring(comment(1, "one"), parts=parts)
    assert answers() == {"one": None, "other": None, "answer": "other"}
    assert "0 changes" in bring(comment(1, "one"), parts=parts)


def test_the_same_comment_twice_in_a_file_comes_once(bring: Any) -> None:
    assert row(bring(comment(1), comment(1)), "comments, approved") == [2, 1, 0, 1]


def test_comments_without_numbers_come_once(bring: Any) -> None:
    bring(comment("", "one"), comment("x", "two"))
    assert "0 changes" in bring(comment("", "one"), comment("x", "two"))
    assert set(answers()) == {"one", "two"}


def test_a_later_export_adds_what_is_new(bring: Any) -> None:
    bring(comment(1, "first"))
    said = bring(comment(1, "first"), comment(2, "second", comment_parent=1))
    assert row(said, "comments, approved") == [2, 1, 1, 0]
    assert answers() == {"first": None, "second": "first"}


def test_what_was_erased_here_does_not_come_back(bring: Any) -> None:
    bring(comment(1))
    Comment.objects.all().delete()
    assert "0 changes" in bring(comment(1))
    assert not Comment.objects.exists()


def test_a_dry_run_counts_comments_and_keeps_none(bring: Any) -> None:
    said = bring(comment(1), comment(2, comment_parent=1), dry_run=True)
    assert row(said, "comments, approved") == [2, 2, 0, 0]
    assert not Comment.objects.exists()
