"""Reads the marks out of the test files, without running or importing them, and makes the document of them."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from .chosen import CHOSEN
from .flaws import FLAWS

TESTS = Path(__file__).resolve().parent.parent
DOCUMENT = TESTS.parent / "docs/requirements.md"
MARKS = ("asvs", "flaw")

INTRODUCTION = """\
# What is asked of this site, and the tests that show it

Made by `python -m tests.requirements` from marks on the tests; `make test` fails where a line has no test.

## OWASP ASVS 5.0

The standard has 345 requirements. These {count} are the ones that bite on a blog with comments, in our own words.
The level is the standard's: 1 for every site, 2 for those that hold something sensitive, 3 for the most careful.
"""
OF_DJANGO = """\
## Django's own flaws, December 2024 to November 2026

Every flaw that Django mended in these two years, by class, and what such a flaw would be here. Django is kept up to
date; these tests try the same on our own code.
"""


class Test(NamedTuple):
    file: str  # within tests/
    name: str


@cache
def all_marked() -> dict[tuple[str, str], list[Test]]:
    """Which tests carry a mark, by the mark and what it names."""
    found: dict[tuple[str, str], list[Test]] = defaultdict(list)
    for file in sorted(TESTS.rglob("test_*.py")):
        source = file.read_text()
        if not any(f"@pytest.mark.{mark}(" in source for mark in MARKS):
            continue
        for node in ast.parse(source).body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                for named in names_in(node):
                    found[named].append(Test(str(file.relative_to(TESTS)), node.name))
    return dict(found)


def marked(mark: str) -> dict[str, list[Test]]:
    """The tests of one kind of mark, by what it names."""
    return {name: tests for (kind, name), tests in all_marked().items() if kind == mark}


def names_in(function: ast.FunctionDef) -> Iterator[tuple[str, str]]:
    for call in function.decorator_list:
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr in MARKS:
            yield from ((call.func.attr, str(ast.literal_eval(argument))) for argument in call.args)


def document() -> str:
    shown, tried = marked("asvs"), marked("flaw")
    rows = [
        f"| {number} | {asked.level} | {asked.asks} | {cell(shown.get(number, []))} |"
        for number, asked in CHOSEN.items()
    ]
    flaws = [
        f"| {name} | {flaw.cves.replace('CVE-', '')} | {flaw.here} | {cell(tried.get(name, []))} |"
        for name, flaw in FLAWS.items()
    ]
    return "\n".join([
        INTRODUCTION.format(count=len(CHOSEN)),
        "| requirement | level | what it asks here | shown by |",
        "|---|---|---|---|",
        *rows,
        "",
        OF_DJANGO,
        "| class | CVE | what it would be here | tried by |",
        "|---|---|---|---|",
        *flaws,
        "",
    ])  # fmt: skip


def cell(tests: list[Test]) -> str:
    return "; ".join(map(said, tests)) or "**nothing**"


def said(test: Test) -> str:
    of, says = (name.removeprefix("test_").replace("_", " ") for name in (Path(test.file).stem, test.name))
    return f"[{of}: {says}](../tests/{test.file})"
