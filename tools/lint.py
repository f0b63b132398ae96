"""Checks everything that can be checked without running the site: `make lint`.

All checks run, also after one has failed; the exit code says whether all were content.
"""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
APPS = ("harmblog", "articles", "comments")


def templates() -> list[str]:
    folders = [ROOT / "templates", *(ROOT / app for app in APPS)]
    return sorted(str(file.relative_to(ROOT)) for folder in folders for file in folder.rglob("*.html"))


def production(var: Path) -> dict[str, str]:
    """The environment of a site on the internet, for the checks that differ there."""
    return {
        "DEBUG": "0",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "ALLOWED_HOSTS": "example.org",
        "SITE_URL": "https://example.org",
        "VAR_DIR": str(var),
        "SEALING_PUBLIC_KEYS": str(var / "keys/public"),
        "DATABASE_URL": f"sqlite:///{var}/db.sqlite3",
    }


def commands(var: Path) -> list[list[str]]:
    python = sys.executable
    djade = str(Path(python).with_name("djade"))  # not a Python program
    code = [*APPS, "bench", "tests", "tools", "manage.py"]
    # Which bench imports as they do each other.
    tools = [str(file.relative_to(ROOT)) for file in sorted((ROOT / "tools").glob("*.py"))]
    return [
        # First, because nothing that loads the settings runs in production without keys.
        [python, "-m", "comments.vault", str(var / "keys")],
        [python, "-m", "ruff", "check", *code],
        [python, "-m", "ruff", "format", "--check", *code],
        [python, "-m", "mypy", *APPS],
        [python, "-m", "mypy", *tools, "bench"],
        [djade, "--check", "--target-version", "5.2", *templates()],
        [python, "manage.py", "makemigrations", "--check", "--dry-run"],
        [python, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
    ]


def short(command: list[str]) -> str:
    """Its first words, as somebody would type them."""
    words = [Path(word).name for word in command if word not in {sys.executable, "-m"}]
    return " ".join(words[:3])


def main() -> int:
    failed = []
    with tempfile.TemporaryDirectory(prefix="harmblog-lint-") as var:
        env = {name: value for name, value in os.environ.items() if name != "SEALING_PRIVATE_KEYS"}
        env |= production(Path(var))
        for command in commands(Path(var)):
            print(f"== {short(command)}", flush=True)
            if subprocess.run(command, cwd=ROOT, env=env, stdin=subprocess.DEVNULL).returncode:
                failed.append(short(command))
    print(f"lint: {'FAILED: ' + '; '.join(failed) if failed else 'all clean'}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
