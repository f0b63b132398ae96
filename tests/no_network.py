"""No test may reach the network: only loopback addresses, Unix sockets and this machine's own name may be asked for.

A hook of Python's own audit refuses everything else in this process, also for libraries and threads.  Processes that
are started inherit it through PYTHONPATH, where offline/sitecustomize.py installs it before their first line; a process
that would not inherit it is refused.  What speaks C (libpq, Chromium) is told by its own settings to stay here.
"""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

FOLDER = str(Path(__file__).resolve().parent / "offline")


class Outbound(BaseException):
    """Something asked for the network. No Exception: code that gets along without an answer must not hide it."""


def stays_here(host: Any) -> bool:
    """Whether a name or address (None and "": any of our own) is this machine's."""
    import ipaddress  # only the few processes that ask for an address need it

    name = host.decode("ascii", "replace") if isinstance(host, bytes | bytearray) else str(host or "")
    if name in ("", "localhost", socket.gethostname()):
        return True
    try:
        address = ipaddress.ip_address(name.partition("%")[0])
    except ValueError:
        return False
    return (getattr(address, "ipv4_mapped", None) or address).is_loopback


def check_name(host: Any, port: Any = None, *_: Any) -> None:
    if not stays_here(host):
        raise Outbound(f"No network in tests: asked for {host}:{port}" if port else f"No network in tests: {host}")


def check_address(sock: socket.socket | None, address: Any) -> None:
    """An address as sockets know it: a path, or a tuple of host, port and more. None: the one it is connected to."""
    if address is None or (sock and sock.family == getattr(socket, "AF_UNIX", None)):
        return
    check_name(*address[:2]) if isinstance(address, tuple) else check_name(address)


def check_child(executable: Any, arguments: Any, folder: Any, env: Mapping[Any, Any] | None) -> None:
    path = os.fsdecode((os.environ if env is None else env).get("PYTHONPATH", ""))
    if FOLDER not in path.split(os.pathsep):
        raise Outbound(f"{executable} would start without tests/no_network.py: hand on PYTHONPATH")


CHECKS: dict[str, Callable[..., None]] = {
    "socket.connect": check_address,
    "socket.sendto": check_address,
    "socket.sendmsg": check_address,
    "socket.getaddrinfo": check_name,
    "socket.gethostbyname": check_name,
    "socket.gethostbyaddr": check_name,
    "socket.getnameinfo": lambda address: check_address(None, address),
    "subprocess.Popen": check_child,
}


def audit(event: str, arguments: tuple[Any, ...]) -> None:
    if check := CHECKS.get(event):
        check(*arguments)


def install() -> None:
    """For this process, for good, and for those that it will start."""
    given = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    os.environ["PYTHONPATH"] = os.pathsep.join(dict.fromkeys([FOLDER, *filter(None, given)]))
    sys.addaudithook(audit)
