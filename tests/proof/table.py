"""docs/promises.md: what is promised, what is broken on purpose to see, which tests do it, and what they last found."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from xml.etree import ElementTree

from ..promises import channels
from .faults import FAULTS, FUZZED, PROMISES
from .long import LONG

TESTS = Path(__file__).resolve().parent.parent
DOCUMENT = TESTS.parent / "docs/promises.md"
HEAD = """# What is promised, and how it is tried to break it

`make proof` runs every test named here at full length, on SQLite and on PostgreSQL, and writes this page: in the last
column what it found; what only the short form has found says so. `make test` runs the same tests in short, and fails
where a line has no test. What standards ask is in [requirements.md](requirements.md). Take any guard away, and one of
its tests fails.
"""
NOTHING = "**nothing**"


def marked(marker: str) -> dict[object, list[str]]:
    """By what a marker says, the tests that it stands on, as `module.name`: read, not run."""
    found: dict[object, list[str]] = defaultdict(list)
    for file in sorted(TESTS.rglob("test_*.py")):
        for node in ast.parse(file.read_text("utf-8")).body:
            for said in _said(node, marker):
                found[said].append(f"{file.stem}.{node.name}")  # type: ignore[attr-defined]
    return found


def _said(node: ast.stmt, marker: str) -> list[object]:
    if not isinstance(node, ast.FunctionDef):
        return []
    calls = [each for each in node.decorator_list if isinstance(each, ast.Call)]
    ours = [call for call in calls if ast.unparse(call.func) == f"pytest.mark.{marker}"]
    return [ast.literal_eval(argument) for call in ours for argument in call.args]


class Line:
    """One row: what it is about, and all tests of which at least one must stand in each group."""

    def __init__(self, key: str, cells: list[str], groups: list[list[str]]) -> None:
        self.key, self.cells, self.groups = key, cells, groups

    def text(self, figure: str) -> str:
        tests = [f"`{'` `'.join(group)}`" if group else NOTHING for group in self.groups]
        return f"| {' | '.join([self.key, *self.cells, *tests, figure])} |"


def lines() -> dict[str, list[Line]]:
    """The rows, by the head of their table."""
    channels.load()
    promise, fault, fuzz = marked("promise"), marked("fault"), marked("fuzz")
    return {
        "| promise | in words | tests | last found |\n|---|---|---|---|": [
            Line(f"P{number}", [text], [promise[number]]) for number, text in PROMISES.items()
        ],
        "| fault | what is done | what must hold | tests | last found |\n|---|---|---|---|---|": [
            Line(f"F{number}", list(texts), [fault[number]]) for number, texts in FAULTS.items()
        ],
        "| channel | an address could leak through | guarded by | planted leak caught by | last found |\n"
        "|---|---|---|---|---|": [
            Line(f"C{number}", [name], [sorted(channels.GUARDS[number]), sorted(channels.LEAKS[number])])
            for number, name in channels.CHANNELS.items()
        ],
        "| fuzz | anything at all is sent to | tests | last found |\n|---|---|---|---|": [
            Line(f"X{number}", [f"{name}: {what}"], [fuzz[name]])
            for number, (name, what) in enumerate(FUZZED.items(), 1)
        ],
    }


def tests() -> set[str]:
    """All that `make proof` runs."""
    return {test for rows in lines().values() for line in rows for group in line.groups for test in group}


def document(figures: Mapping[str, str]) -> str:
    """The page. `figures`: what was found, by the key of a line."""
    tables = [
        "\n".join([head, *(line.text(figures.get(line.key, NOTHING)) for line in rows)])
        for head, rows in lines().items()
    ]
    return "\n\n".join([HEAD.rstrip(), *tables]) + "\n"


def written() -> dict[str, str]:
    """The figures on the page as it is."""
    text = DOCUMENT.read_text("utf-8") if DOCUMENT.exists() else ""
    return {row[1]: row[2] for row in re.finditer(r"^\| ([PFCX]\d+) \|.* \| ([^|]+) \|$", text, re.M)}


def found(reports: Iterable[Path]) -> tuple[dict[str, str], list[str]]:
    """From pytest's reports, one for each database: the figures by line, and the tests that failed."""
    told: dict[str, list[str]] = defaultdict(list)
    ended: dict[str, list[bool]] = defaultdict(list)
    for report in reports:
        for case in ElementTree.parse(report).iter("testcase"):  # noqa: S314 - pytest's own
            if case.find("skipped") is not None:
                continue
            name = f"{case.get('classname', '').rpartition('.')[2]}.{case.get('name', '').partition('[')[0]}"
            ended[name].append(case.find("failure") is None and case.find("error") is None)
            told[name] += [each.get("value", "") for each in case.iter("property") if each.get("name") == "figure"]
    figures = {line.key: _figure(line, told, ended) for rows in lines().values() for line in rows}
    failed = sorted(name for name, all_ended in ended.items() if not all(all_ended))
    return {key: figure for key, figure in figures.items() if figure}, failed


def _figure(line: Line, told: Mapping[str, list[str]], ended: Mapping[str, list[bool]]) -> str:
    names = [test for group in line.groups for test in group]
    runs = [passed for name in names for passed in ended.get(name, [])]
    if not all(runs):
        return "**failed**"
    figures = dict.fromkeys(figure for name in names for figure in told.get(name, []))
    found = "; ".join(figures) or (f"{len(runs)} of {len(runs)} passed" if runs else "")
    return found if LONG or not found else f"in short: {found}"
