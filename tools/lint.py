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
    """What to run, as arguments of Python."""
    python_code = [*APPS, "tests", "tools", "manage.py"]
    return [
        ["-m", "ruff", "check", *python_code],
        ["-m", "ruff", "format", "--check", *python_code],
        ["-m", "mypy", *APPS],
        ["-m", "mypy", *(str(file.relative_to(ROOT)) for file in sorted((ROOT / "tools").glob("*.py")))],
        ["-m", "djade", "--check", "--target-version", "5.2", *templates()],
        ["-m", "comments.vault", str(var / "keys")],
        ["manage.py", "makemigrations", "--check", "--dry-run"],
        ["manage.py", "check", "--deploy", "--fail-level", "WARNING"],
    ]


def main() -> int:
    failed = []
    with tempfile.TemporaryDirectory(prefix="harmblog-lint-") as var:
        env = {name: value for name, value in os.environ.items() if name != "SEALING_PRIVATE_KEYS"}
        env |= production(Path(var))
        for command in commands(Path(var)):
            name = " ".join(command[:3]).removeprefix("-m ")
            print(f"== {name}", flush=True)
            if subprocess.run([sys.executable, *command], cwd=ROOT, env=env, stdin=subprocess.DEVNULL).returncode:
                failed.append(name)
    print(f"lint: {'FAILED: ' + '; '.join(failed) if failed else 'all clean'}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
