"""Two hundred readers who ask at once for one page that nobody has: how often it is drawn."""

from __future__ import annotations

import http.client
import re
import threading
import time

from bench.cluster.client import Visit
from bench.cluster.moderator import Moderator
from bench.cluster.net import Machine
from bench.cluster.site import WEB_PORT, Site

READERS = 200
DRAWN = re.compile(rb"^harmblog_drawn_pages_total (\d+)$", re.M)


def drawn(site: Site) -> int:
    """How many pages both web machines have drawn since they started, by their own figures."""
    total = 0
    for web in site.webs:
        link = http.client.HTTPConnection(web.address, WEB_PORT, timeout=20)
        link.request("GET", "/metrics", headers={"Host": site.front.address, "Authorization": f"Bearer {site.token}"})
        total += int(DRAWN.findall(link.getresponse().read())[0])
        link.close()
    return total


def measure(site: Site, moderator: Moderator, path: str, places: list[Machine]) -> tuple[int, int, float]:
    """The page is made old by a decision; then all ask at once, in turn at these places. Returns how often it was
    drawn, how many got no page, and the seconds that the last one waited.
    """
    decision = moderator.approve(path)
    time.sleep(2.2)  # every machine knows, and what nginx keeps is over
    for web in site.webs:
        site.ask(web, Visit("/robots.txt"))
    before, together, answers = drawn(site), threading.Barrier(READERS + 1), list[tuple[bool, float]]()

    def read(place: Machine) -> None:
        port = 80 if place is site.front else WEB_PORT
        link = http.client.HTTPConnection(place.address, port, timeout=60)
        link.connect()
        together.wait()
        began = time.monotonic()
        link.request("GET", path, headers={"Host": site.front.address})
        answer = link.getresponse()
        page = answer.read()
        whole = answer.status == 200 and f"decision {decision.number} of".encode() in page
        answers.append((whole, time.monotonic() - began))
        link.close()

    readers = [threading.Thread(target=read, args=(places[n % len(places)],), daemon=True) for n in range(READERS)]
    for reader in readers:
        reader.start()
    together.wait()
    for reader in readers:
        reader.join(60)
    failed = READERS - sum(whole for whole, _took in answers)
    return drawn(site) - before, failed, max((took for _whole, took in answers), default=60.0)
