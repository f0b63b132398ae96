"""Files put together by chance, from the values that break imports: numbers twice, circles, notes, no dates."""

import random
from pathlib import Path

import pytest

from comments.models import Comment

from .moving import comment, item, row, run, wxr
from .proof.long import many

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
NUMBERS = [*range(1, 13), "", "x", 0]


def any_comment(chance: random.Random) -> str:
    return comment(
        chance.choice(NUMBERS),
        chance.choice(["a", "b", "", "<p></p>"]),
        comment_parent=chance.choice([*NUMBERS, -3]),
        comment_approved=chance.choice(["1", "0", "trash", "spam", "post-trashed", "other"]),
        comment_type=chance.choice(["", "comment", "pingback", "note", "x"]),
        comment_date_gmt=chance.choice(["2020-02-03 04:05:06", "2020-02-03 04:05:07", "0000-00-00 00:00:00", ""]),
    )


def any_file(path: Path, seed: int) -> Path:
    chance = random.Random(seed)
    items = [
        item(
            chance.choice([1, 2, 3, "", "x"]),
            *[any_comment(chance) for _ in range(chance.randint(0, 12))],
            post_type=chance.choice(["post", "page", "attachment", "nav_menu_item", "x", ""]),
            status=chance.choice(["publish", "draft", "trash", "inherit"]),
            post_name=chance.choice(["a", "b", "", "search", "%e4%bd%a0"]),
            link=chance.choice(["https://old.example.org/a/", "", "https://old.example.org/?p=3"]),
        )
        for _ in range(chance.randint(1, 4))
    ]
    return wxr(path, *items)


@pytest.mark.fuzz("WordPress import")
@pytest.mark.parametrize("seed", range(many(40, 200)))
def test_any_file(tmp_path: Path, seed: int) -> None:
    path = any_file(tmp_path / "old.xml", seed)

    def table(report: str) -> list[list[str]]:
        return [line.split() for line in report.splitlines() if line[:1].isalpha() and line[-1:].isdigit()]

    would = run("import_wordpress", path, dry_run=True)
    assert table(would) == table(run("import_wordpress", path))
    assert "0 changes" in run("import_wordpress", path)
    assert "0 things would be made" in run("import_wordpress", path, dry_run=True)
    parents = dict(Comment.objects.values_list("pk", "parent"))
    for above in parents:
        for _ in parents:
            above = parents.get(above)  # up, as often as there are comments
        assert above is None


def test_pings_with_one_number(tmp_path: Path) -> None:
    ping = {"comment_type": "pingback", "comment_approved": 1}
    path = wxr(tmp_path / "old.xml", item(1, comment(4), comment(4, **ping)), item(2, comment(4, **ping)))
    assert row(run("import_wordpress", path), "pings") == [2, 2, 0, 0]
    assert row(run("import_wordpress", path), "pings") == [2, 0, 2, 0]


@pytest.mark.one_database
def test_shortcodes_nested_without_end(tmp_path: Path) -> None:
    text = "[a]" * 5000 + "x" + "[/a]" * 5000
    path = wxr(tmp_path / "old.xml", item(1, comment(1, text), body=text))
    report = run("import_wordpress", path)
    assert (row(report, "posts"), row(report, "comments, approved")) == ([1, 1, 0, 0], [1, 1, 0, 0])
