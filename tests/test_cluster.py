"""What `make cluster` says of its outages: who counts as lost, as told honestly, as shown an old page; and the tables.

The machines themselves take root and minutes, and are built by `make cluster` alone.
"""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
from django.test import Client

from articles.models import Article
from bench.cluster import accounts, client, report
from bench.cluster.accounts import Decision
from bench.cluster.client import Load, Post, Read, Visit
from bench.cluster.moderator import Visible
from bench.cluster.normal import DATABASE
from bench.cluster.outages import Happened
from harmblog.metrics.counting import TALLY

DOWN = Path(__file__).parent.parent / "deploy/pages"


class Site(BaseHTTPRequestHandler):
    """Takes comments, or says that it does not, or promises what it does not keep: `mood` says which."""

    mood = "well"
    kept: list[str] = []

    def do_GET(self) -> None:
        self.answer(200 if self.mood == "well" else 500, b"This is decision 7 of the measuring.")

    def do_POST(self) -> None:
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        if self.mood in ("well", "breaks"):
            self.kept.append(form["comment"][0])
        if self.mood in ("well", "forgets"):
            self.answer(303, b"", Location="/receipt/secret/")
        elif self.mood == "breaks":
            self.connection.close()
        else:
            self.answer(503, (DOWN / f"{self.mood}.html").read_bytes())

    def answer(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Site]]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setattr(Site, "mood", "well")
    monkeypatch.setattr(Site, "kept", [])
    monkeypatch.setattr(Site, "port", server.server_port, raising=False)
    yield Site
    server.shutdown()
    server.server_close()


@pytest.fixture
def load(site: Any) -> Load:
    def ask(visit: Visit) -> client.Answer:
        return client.ask(("127.0.0.1", site.port), visit, host="127.0.0.1", within=5)

    return Load(ask, ["/articles/naloxone/", "/feed/"])


@pytest.mark.parametrize(
    ("mood", "told", "lost"),
    [
        ("well", "kept", 0),
        ("forgets", "kept", 1),
        ("not-received", "not received", 0),
        ("unknown", "unknown", 0),
        ("page", "nothing", 0),
        ("breaks", "nothing", 0),
    ],
)
def test_a_comment_is_lost_only_if_it_was_acknowledged(site: Any, load: Load, mood: str, told: str, lost: int) -> None:
    site.mood = mood
    load.post("/articles/naloxone/")
    found = accounts.commenters(load.posts, site.kept)
    assert (found.told[told], sum(found.told.values()), found.lost) == (1, 1, lost)


def test_a_comment_that_is_there_although_its_writer_was_told_otherwise_is_counted(site: Any, load: Load) -> None:
    site.mood = "not-received"
    text = load.post("/articles/naloxone/").text
    assert accounts.commenters(load.posts, [text]).kept_all_the_same == 1


def test_a_page_that_is_none_has_failed(site: Any, load: Load) -> None:
    load.read("/feed/")
    site.mood = "broken"
    load.read("/feed/")
    found = accounts.readers(load.reads)
    assert (found.asked, found.failed, load.reads[0].version) == (2, 1, 7)


def test_a_site_that_is_gone_fails_its_readers_and_nothing_else(load: Load, site: Any) -> None:
    site.port = 1
    load.read("/feed/")
    load.post("/articles/naloxone/")
    assert (load.reads[0].status, load.posts[0].told) == (0, "nothing")


def test_visitors_come_at_their_pace_and_all_are_answered(load: Load) -> None:
    load.begin(reads=50, posts=20)
    threading.Event().wait(0.5)
    load.end()
    assert 10 <= len(load.reads) <= 30
    assert 4 <= len(load.posts) <= 12
    assert len({post.text for post in load.posts}) == len(load.posts)


@pytest.mark.parametrize(
    ("version", "path", "at", "old"),
    [(7, "/a/", 10.0, 0), (6, "/a/", 10.0, 1), (6, "/a/", 6.9, 0), (6, "/b/", 10.0, 0)],
)
def test_a_page_is_old_that_lacks_a_decision_of_seconds_before(version: int, path: str, at: float, old: int) -> None:
    decision = Decision(7, "/a/", known=5.0, took=0.1)
    found = accounts.readers([Read(at, 0.1, path, 200, version)], [decision])
    assert (found.old, found.oldest) == (old, 5.0 if old else 0.0)


# --- The tables -------------------------------------------------------------------------------------------------------


def seen(*posts: Post, after: float = 1.0) -> report.Seen:
    parts = {DATABASE: 0.5, "commenting through nginx": 0.5 + after, "reading through nginx": 0.0}
    happened = Happened("PostgreSQL stopped, both", 60, 0, 60, 62, parts)
    readers = accounts.readers([Read(1, 0.25, "/a/", 200, 0)])
    row = report.Row(happened, readers, accounts.readers([]), accounts.commenters(posts, ["there"]))
    visible = {"web1": [Visible(0.01, True)], "web2": [Visible(0.7, False)], "front": [Visible(1.4, False)]}
    return report.Seen("Here.", visible, [0.02], [row], {"through nginx": (1, 0, 0.2)})


def test_what_was_promised_is_held_against_what_was_seen() -> None:
    well = report.text(seen(Post(1, 0.1, "there", "kept", 303)))
    assert "**" not in well
    assert "1 pages that were asked for in all this, 0 failed: as promised" in well
    bad = report.text(seen(Post(1, 0.1, "gone", "kept", 303), after=2.5))
    assert bad.count("**not so**") == 2
    assert "acknowledged, 1 are lost: **not so**" in bad


def test_every_row_of_a_table_has_as_many_cells_as_its_head() -> None:
    rows = [line.count("|") for line in report.text(seen()).splitlines() if line.startswith("|")]
    heads = [line.count("|") for line in report.text(seen()).splitlines() if line.startswith("| ---")]
    assert set(rows) == set(heads)


def test_tables_stand_between_the_marks_of_the_document(tmp_path: Path) -> None:
    document = tmp_path / "scale.md"
    document.write_text(f"Before.\n{report.BEGIN}\nold\n{report.END}\nAfter.\n")
    report.write(seen(), document)
    text = document.read_text()
    assert (text[:8], text[-8:]) == ("Before.\n", "\nAfter.\n")
    assert "old\n" not in text.replace("too old", "")
    assert (report.DOCUMENT.read_text().count(report.BEGIN), report.DOCUMENT.read_text().count(report.END)) == (1, 1)


# --- How often a page is drawn ----------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.one_database
def test_a_page_is_counted_when_it_is_drawn_and_not_when_it_is_shown_again(client: Client, article: Article) -> None:
    before = TALLY.drawn
    for _ in range(3):
        client.get(article.get_absolute_url())
    assert TALLY.drawn == before + 1
