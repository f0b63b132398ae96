"""The suite runs with the network shut off: planted attempts are refused, here and in processes that tests start."""

import os
import socket
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest

from .no_network import Outbound

FAR = "203.0.113.9"  # kept for documents (RFC 5737): nobody answers there


def datagram(send: Callable[[socket.socket], Any]) -> Any:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        return send(sock)


ATTEMPTS: dict[str, Callable[[], Any]] = {
    "connect": lambda: socket.create_connection((FAR, 80), timeout=0.1),
    "connect in version 6": lambda: socket.create_connection(("2001:db8::9", 80), timeout=0.1),
    "connect a socket": lambda: datagram(lambda sock: sock.connect((FAR, 80))),
    "send": lambda: datagram(lambda sock: sock.sendto(b"?", (FAR, 80))),
    "send a message": lambda: datagram(lambda sock: sock.sendmsg([b"?"], [], 0, (FAR, 80))),
    "look up": lambda: socket.getaddrinfo("far.example", 80),
    "look up the old way": lambda: socket.gethostbyname("far.example"),
    "look up an address": lambda: socket.gethostbyaddr(FAR),
    "look up a service": lambda: socket.getnameinfo((FAR, 80), 0),
    "a name that begins like a loopback address": lambda: socket.getaddrinfo("127.0.0.1.far.example", 80),
}


@pytest.mark.asvs("V13.2.4")
@pytest.mark.flaw("maps")
@pytest.mark.parametrize("attempt", ATTEMPTS.values(), ids=ATTEMPTS)
def test_network_is_refused(attempt: Callable[[], Any]) -> None:
    with pytest.raises(Outbound, match=r"203\.0\.113\.9|2001:db8::9|far\.example"):
        attempt()


def test_refusal_names_host_and_port() -> None:
    with pytest.raises(Outbound, match=r"asked for far\.example:587$"):
        socket.create_connection(("far.example", 587))


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_loopback_is_open(host: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection((host, server.getsockname()[1])).close()
        server.accept()[0].close()


def test_unix_sockets_and_the_machines_own_name_are_open(tmp_path: Any) -> None:
    with socket.socket(socket.AF_UNIX) as server, socket.socket(socket.AF_UNIX) as client:
        server.bind(str(tmp_path / "s"))
        server.listen()
        client.connect(str(tmp_path / "s"))
    assert socket.getfqdn()  # Django asks for it when it writes a mail


@pytest.mark.asvs("V13.2.4")
def test_network_is_refused_in_processes_that_tests_start() -> None:
    # One that starts another, as `make serve` does.
    attempt = "import socket; socket.create_connection(('203.0.113.9', 80), timeout=0.1)"
    outer = f"import subprocess, sys; sys.exit(subprocess.run([sys.executable, '-c', {attempt!r}]).returncode)"
    run = subprocess.run([sys.executable, "-c", outer], capture_output=True, text=True)
    assert run.returncode == 1
    assert run.stderr.strip().endswith("Outbound: No network in tests: asked for 203.0.113.9:80")


def test_process_that_would_not_inherit_this_is_refused() -> None:
    with pytest.raises(Outbound, match="PYTHONPATH"):
        subprocess.run([sys.executable, "-c", ""], env={"PATH": os.environ["PATH"]})
