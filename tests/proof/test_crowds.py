"""More visitors than usual, and some who send one byte now and then."""

import re
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from ..behind import PAGE, Desk, Served
from ..conftest import PASSWORD
from .conftest import NGINX
from .long import LONG, Figure, many
from .visitors import crowd

pytestmark = [pytest.mark.django_db, pytest.mark.one_database, NGINX]
SLOWLY = {
    "headers": b"GET / HTTP/1.1\r\nHost: x\r\nX: ",
    "a form": f"POST {PAGE}comment/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    "Content-Length: 5000\r\n\r\nname=".encode(),
}


@contextmanager
def slow_ones(port: int, number: int, *, begin: bytes) -> Iterator[list[socket.socket]]:
    """So many who have begun to send something, and go on by a byte twice a second."""
    links, over = [], threading.Event()
    for _ in range(number):
        link = socket.create_connection(("127.0.0.1", port), timeout=10)
        link.sendall(begin)
        links.append(link)

    def drip() -> None:
        while not over.wait(0.5):
            for link in links:
                with suppress(OSError):
                    link.sendall(b"a")

    thread = threading.Thread(target=drip)
    thread.start()
    try:
        yield links
    finally:
        over.set()
        thread.join()
        for link in links:
            link.close()


def memory(site: Served) -> int:
    """KiB of the web process and its own, without what they share."""
    web = site.webs[site.app].pid
    children = subprocess.run(["pgrep", "-P", str(web)], capture_output=True, text=True).stdout.split()
    told = [Path(f"/proc/{number}/smaps_rollup").read_text() for number in (str(web), *children)]
    return sum(int(found) for text in told for found in re.findall(r"^Private_\w+: +(\d+)", text, re.M))


def at(share: float, took: list[float]) -> float:
    return sorted(took)[int(share * (len(took) - 1))]


@pytest.mark.fault(20)
@pytest.mark.parametrize("what", SLOWLY)
def test_two_hundred_slow_ones_hold_nobody_up(pair: Served, what: str, record_property: Figure) -> None:
    mo = Desk(pair, "mo-of-proof", PASSWORD)
    with slow_ones(pair.port, 200, begin=SLOWLY[what]), crowd(pair, 8, rate=many(50, 500), writes_every=20) as come:
        time.sleep(many(1, 15))
        before = memory(pair)
        text = f"Decided at once {time.monotonic_ns()}."
        assert pair.post(name="Rita", comment=text).status == 303
        mo.decide("approve", text=text)
        time.sleep(many(1, 285 if what == "headers" else 45))
        after = memory(pair)
    assert come.failed == []
    p95 = at(0.95, come.took)
    if LONG:
        assert p95 <= 0.2
        assert abs(after - before) <= before * 0.1
    told = f"p95 {p95 * 1000:.0f} ms of {come.asked:,}; memory {100 * (after - before) / before:+.0f} %"
    record_property("figure", f"200 who send {what} slowly: {told}; a decision taken")


@pytest.mark.fault(20)
def test_web_server_alone_is_not_held_up_by_headers_without_an_end(pair: Served) -> None:
    """As `make serve` starts it, without nginx; a form without an end does hold up one of its threads."""
    with slow_ones(pair.app, 200, begin=SLOWLY["headers"]):
        time.sleep(0.2)
        for _ in range(5):
            began = time.monotonic()
            with socket.create_connection(("127.0.0.1", pair.app), timeout=20) as link:
                link.sendall(f"GET {PAGE} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode())
                assert link.recv(12) == b"HTTP/1.1 200"
            assert time.monotonic() - began < 5
