"""The machines: network namespaces of this host on one bridge, each with an address and a cable that can be pulled.

All names begin with `harmblog-`; whatever stands under them from a run that was killed is removed first.
"""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from processes import Program

PREFIX = "harmblog-"
LONGEST_HEARD = 50_000  # characters
LONGEST_NAME = 15  # of an interface
BRIDGE = f"{PREFIX}br"
NET = "198.18.77"  # of the block that RFC 2544 sets aside for measuring
HERE = f"{NET}.1"  # this host, from which readers and commenters come
VISITORS = [f"{NET}.{number}" for number in range(100, 200)]  # and whose addresses they have


def ip(*words: str, check: bool = True) -> str:
    run = subprocess.run(["ip", *words], capture_output=True, text=True, stdin=subprocess.DEVNULL)
    if check and run.returncode:
        raise RuntimeError(f"ip {' '.join(words)}: {run.stderr.strip()}")
    return run.stdout


class Machine:
    """One namespace. What runs in it is killed, frozen and cut off as one, as it would be on a machine of its own."""

    def __init__(self, name: str, number: int, folder: Path) -> None:
        self.name, self.namespace = name, PREFIX + name
        self.cable = self.namespace[:LONGEST_NAME]
        self.address, self.folder = f"{NET}.{number}", folder / name
        self.folder.mkdir()
        self.programs: list[Program] = []
        ip("netns", "add", self.namespace)
        ip("link", "add", self.cable, "type", "veth", "peer", "name", "eth0", "netns", self.namespace)
        ip("link", "set", self.cable, "master", BRIDGE, "up")
        ip("-n", self.namespace, "addr", "add", f"{self.address}/24", "dev", "eth0")
        for link in ("lo", "eth0"):
            ip("-n", self.namespace, "link", "set", link, "up")

    def run(self, words: Sequence[str | os.PathLike[str]], **options: Any) -> None:
        """Start a program here. What it has to say stands in the file `said`, for whoever looks for a reason."""
        with (self.folder / "said").open("ab") as said:
            words = ["ip", "netns", "exec", self.namespace, *words]
            self.programs.append(Program(words, stdout=said, stderr=said, **options))

    def heard(self) -> str:
        """The last of what the programs here had to say."""
        file = self.folder / "said"
        return file.read_text(errors="replace")[-LONGEST_HEARD:] if file.exists() else ""

    def pids(self) -> list[int]:
        return [int(word) for word in ip("netns", "pids", self.namespace, check=False).split()]

    def send(self, number: int) -> None:
        for pid in self.pids():
            with suppress(ProcessLookupError):
                os.kill(pid, number)

    def kill(self) -> None:
        """kill -9 of all that runs here."""
        while self.pids():
            self.send(signal.SIGKILL)
            time.sleep(0.01)
        for program in self.programs:
            program.kill()  # is gone already: reaps it
        self.programs.clear()

    def stop(self, number: int = signal.SIGTERM, *, within: float = 20) -> None:
        """Ask the programs to end, in their own way; kill what then still runs."""
        for program in self.programs:
            with suppress(ProcessLookupError):
                os.kill(program.pid, number)
        deadline = time.monotonic() + within
        while not all(program.ended() for program in self.programs) and time.monotonic() < deadline:
            time.sleep(0.02)
        self.kill()

    def freeze(self) -> None:
        self.send(signal.SIGSTOP)

    def thaw(self) -> None:
        self.send(signal.SIGCONT)

    def cut(self) -> None:
        ip("link", "set", self.cable, "down")

    def mend(self) -> None:
        ip("link", "set", self.cable, "up")

    def lose(self, other: Machine) -> None:
        """Cut the way to one other machine alone: what is sent there arrives nowhere, and nobody is told."""
        nobody = ("lladdr", "02:00:00:00:00:01", "dev", "eth0", "nud", "permanent")
        ip("-n", self.namespace, "neigh", "replace", other.address, *nobody)

    def find(self, other: Machine) -> None:
        ip("-n", self.namespace, "neigh", "del", other.address, "dev", "eth0")


def build() -> None:
    """The bridge, on which this host is one of the machines."""
    clear()
    ip("link", "add", BRIDGE, "type", "bridge")
    ip("link", "set", BRIDGE, "up")
    for address in (HERE, *VISITORS):
        ip("addr", "add", f"{address}/24", "dev", BRIDGE)


def clear() -> None:
    """Remove what is there under our names, with all that still runs in it."""
    for line in ip("netns", "list", check=False).splitlines():
        name = line.split()[0] if line.split() else ""
        if name.startswith(PREFIX):
            for pid in ip("netns", "pids", name, check=False).split():
                with suppress(ProcessLookupError):
                    os.kill(int(pid), signal.SIGKILL)
            ip("netns", "del", name, check=False)
    for file in Path("/sys/class/net").glob(f"{PREFIX}*"):
        ip("link", "del", file.name, check=False)
