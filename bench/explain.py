"""make explain: how both databases answer each page's queries on a site of some size, into docs/queries.md.

`python -m bench.explain look FILE` is the part of it that looks, in a process of its own for each database.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DOCUMENT = ROOT / "docs/queries.md"
SIZE = {"articles": 3_000, "comments": 20_000, "pending": 2_000}
LONG = 500  # comments under one article
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
    """Each page and its queries. What every page asks is said once."""
    number = Counter(query for queries in lite.values() for query in {reads for reads, _plan in queries})
    common = {query for query, pages in number.items() if pages > len(lite) // 2}
    lines = [_rows("Most of these pages", [row for row in _paired(lite, postgres) if row[0] in common])]
    for page in lite:
        rows = [row for row in _paired({page: lite[page]}, {page: postgres.get(page, [])}) if row[0] not in common]
        lines.append(_rows(f"{page} ({len(lite[page])} queries)", rows))
    return "\n".join(lines)


def _paired(lite: Pages, postgres: Pages) -> list[tuple[str, str, str]]:
    there = {reads: plan for queries in postgres.values() for reads, plan in queries}
    rows = {reads: plan for queries in lite.values() for reads, plan in queries}
    return [(reads, plan, there.get(reads, "–")) for reads, plan in rows.items()]


def _rows(title: str, rows: list[tuple[str, str, str]]) -> str:
    head = f"### {title}\n\n| asks for | SQLite | PostgreSQL |\n|---|---|---|\n"
    return head + "".join(f"| {' | '.join(cell.replace('|', '/') for cell in row)} |\n" for row in rows)


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
