"""What the measuring needs and this machine lacks: brought from Debian by root, else said."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence

# Program: the package that has it, and what is left out without it.
NEEDED = {
    "wrk": ("wrk", "everything: no load without it"),
    "nginx": ("nginx", "the limit, and the site behind nginx"),
    "taskset": ("util-linux", "a core for the load alone"),
}
SERVICES = ("nginx",)  # which Debian starts when they are installed
PATH = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/sbin"])


def found(program: str) -> str | None:
    return shutil.which(program, path=PATH)


def bring(needed: Mapping[str, tuple[str, str]] = NEEDED, services: Sequence[str] = SERVICES) -> list[str]:
    """Install what is missing, if this is root on Debian. Returns, in words, what has to be left out."""
    missing = [program for program in needed if not found(program)]
    if missing and os.geteuid() == 0 and shutil.which("apt-get"):
        packages = [needed[program][0] for program in missing]
        print(f"Installing {', '.join(packages)} …", flush=True)
        run("apt-get", "update", "-qq")
        run("apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages)
        for service in set(missing) & set(services):  # what is measured is started in a folder of its own
            if shutil.which("systemctl"):
                run("systemctl", "disable", "--now", "--quiet", service)
    return [f"{name} is not installed: left out is {needed[name][1]}" for name in missing if not found(name)]


def run(*words: str) -> None:
    """A command that says nothing but errors, and asks nothing."""
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(words, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
