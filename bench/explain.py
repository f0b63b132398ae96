"""make explain: how both databases answer each page's queries on a site of some size, into docs/queries.md.

`python -m bench.explain look FILE` is the part of it that looks, in a process of its own for each database.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DOCUMENT = ROOT / "docs/queries.md"
SIZE = {"articles": 3_000, "comments": 20_000, "pending": 2_000}
LONG = 500  # comments under one article
NAMED = 3  # pages of a query that many ask
BEGIN, END = "<!-- explained: begin -->", "<!-- explained: end -->"
Pages = dict[str, list[tuple[str, str]]]  # by page: what each query asks for, and its plan


def look(file: Path) -> None:
    """In a process of the site: fill it, look at each page, and write down what was asked and how."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.test import Client
    from django.test.utils import setup_test_environment

    from articles import sitemaps
    from bench import growing, plans
    from harmblog.models import bump

    setup_test_environment()
    call_command("migrate", verbosity=0)
    sitemaps.PART = 1_000
    growing.found()
    growing.grow(**SIZE)
    growing.long_discussion(LONG)
    growing.history(SIZE["comments"] // 2)
    growing.analyze()
    paths, browser, found = growing.paths(), growing.moderator(), Pages()
    pages = [(Client(), *page) for page in paths.public.items()] + [(browser, *page) for page in paths.desk.items()]
    for client, name, path in pages:
        client.get(path)
        bump(articles=False)
        with plans.watched() as seen:
            client.get(path)
        found[name] = [(query.reads, query.short) for query in seen.queries if query.reads]
    file.write_text(json.dumps(found))


def looked(folder: Path, name: str, before: list[str]) -> Pages:
    """The same in a process of its own, on the database that `before` starts."""
    var, file = folder / name, folder / f"{name}.json"
    var.mkdir()
    own = {"VAR_DIR": str(var), "DEBUG": "1", "STAFF_SECOND_FACTOR": "0", "LOG_LEVEL": "CRITICAL"}
    env = {**os.environ, **own, "DJANGO_SETTINGS_MODULE": "harmblog.settings", "PYTHONPATH": f"{ROOT}:{ROOT / 'tools'}"}
    env.pop("DATABASE_URL", None)
    words = [*before, sys.executable, "-m", "bench.explain", "look", str(file)]
    subprocess.run(words, cwd=ROOT, env=env, check=True, stdin=subprocess.DEVNULL)
    return {page: [(query[0], query[1]) for query in queries] for page, queries in json.loads(file.read_text()).items()}


def table(lite: Pages, postgres: Pages) -> str:
    """How many queries each page has, then each query once, with the pages that ask it."""
    there = {reads: plan for queries in postgres.values() for reads, plan in queries}
    asking: dict[tuple[str, str, str], list[str]] = {}
    for page, queries in lite.items():
        own = dict(postgres.get(page, []))
        for reads, plan in dict(queries).items():
            asking.setdefault((reads, plan, own.get(reads, there.get(reads, "–"))), []).append(page)
    numbers = "; ".join(f"{page} {len(queries)}" for page, queries in lite.items())
    rows = [(*query, _told(pages, len(lite))) for query, pages in asking.items()]
    lines = [f"| {' | '.join(cell.replace('|', '/') for cell in row)} |" for row in rows]
    head = "| asks for | SQLite | PostgreSQL | on |\n|---|---|---|---|"
    return "\n".join([f"Queries of each page: {numbers}.", "", head, *lines, ""])


def _told(pages: list[str], of: int) -> str:
    if len(pages) > of // 2:
        return "most pages"
    return "; ".join(pages[:NAMED]) + (f" and {len(pages) - NAMED} more" if len(pages) > NAMED else "")


def main(arguments: list[str]) -> int:
    if arguments[:1] == ["look"]:
        look(Path(arguments[1]))
        return 0
    with tempfile.TemporaryDirectory() as folder:
        print("SQLite …", flush=True)
        lite = looked(Path(folder), "sqlite", [])
        print("PostgreSQL …", flush=True)
        postgres = looked(Path(folder), "postgres", [sys.executable, str(ROOT / "tools/with_pg.py")])
    before, _, rest = DOCUMENT.read_text().partition(BEGIN)
    DOCUMENT.write_text(f"{before}{BEGIN}\n\n{table(lite, postgres)}\n{END}{rest.partition(END)[2]}")
    print(f"Written to docs/{DOCUMENT.name}.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
