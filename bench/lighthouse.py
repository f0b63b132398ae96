"""Lighthouse's four marks, as a phone would get a page: where Node and Chromium are. It is fetched by npx, not kept."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from pathlib import Path

from test import find_chromium

from bench.install import found

VERSION = "12.8.2"
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
TRIES = 3  # performance is a matter of chance on a busy machine: the best counts


def missing() -> str:
    """What this machine lacks for it, in words."""
    lacks = [name for name, there in (("Node's npx", found("npx")), ("Chromium", find_chromium())) if not there]
    return f"Lighthouse: no {' and no '.join(lacks)}" if lacks else ""


def marks(port: int, paths: dict[str, str]) -> dict[str, list[int]]:
    """Of each page, by its name, the marks in the order of CATEGORIES, of 100."""
    with tempfile.TemporaryDirectory() as folder:
        return {
            name: max((_marks(f"http://127.0.0.1:{port}{path}", Path(folder)) for _ in range(TRIES)), key=sum)
            for name, path in paths.items()
        }


def _marks(url: str, folder: Path) -> list[int]:
    report = folder / "report.json"
    options = ["--quiet", "--output=json", f"--output-path={report}", "--chrome-flags=--headless=new --no-sandbox"]
    env = {**os.environ, "CHROME_PATH": find_chromium() or ""}
    subprocess.run(["npx", "--yes", f"lighthouse@{VERSION}", url, *options], env=env, check=True, timeout=300)
    categories = json.loads(report.read_text("utf-8"))["categories"]
    return [round(categories[name]["score"] * 100) for name in CATEGORIES]
