"""What one request of each kind costs each machine, in milliseconds of its processor: the same on a busy host."""

from __future__ import annotations

import itertools
import os
import time
from collections.abc import Callable
from pathlib import Path

from bench.cluster.client import Visit, comment
from bench.cluster.moderator import Moderator
from bench.cluster.net import Machine
from bench.cluster.site import Site

TICK = 1000 / os.sysconf("SC_CLK_TCK")  # ms
IDLE = 5.0  # seconds
NOTHING = "nothing, for a second"
Costs = dict[str, dict[str, float]]  # what: by the machine's name, ms for each


def used(machine: Machine) -> float:
    """ms of all that runs there, and of what ran there and was waited for."""
    total = 0
    for pid in machine.pids():
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        total += sum(map(int, fields[11:15]))
    return total * TICK


def measure(site: Site, moderator: Moderator, cookie: str, unread: list[str], main: str) -> Costs:
    """`unread`: pages of articles that nobody has asked for; `main`: one on which is decided and commented."""
    fresh, number = iter(unread), itertools.count()
    machines = list(site.machines.values())
    kinds: dict[str, tuple[int, Callable[[], object]]] = {
        "a page that nginx has": (2000, lambda: site.ask(site.front, Visit(main))),
        "a page that the web machine has": (1500, lambda: site.ask(site.web1, Visit(main))),
        "a page that nobody has": (len(unread), lambda: site.ask(site.web1, Visit(next(fresh)))),
        "a search": (50, lambda: site.ask(site.web1, Visit(f"/search/?q=water+{next(number)}"))),
        "a comment": (60, lambda: site.ask(site.web1, comment(main, f"How quiet the {next(number)}th night was."))),
        "a look at the queue": (30, lambda: site.ask(site.web1, Visit("/moderation/", cookie=cookie))),
        "a comment that is approved": (15, lambda: moderator.approve(main)),
    }
    idle = _idle(machines)
    found = {NOTHING: {name: cost * 1000 for name, cost in idle.items()}}
    for kind, (times, act) in kinds.items():
        act()  # what is loaded with the first one
        times -= kind == "a page that nobody has"
        before, began = {machine.name: used(machine) for machine in machines}, time.monotonic()
        for _ in range(times):
            act()
        time.sleep(0.3)  # what a database does after its answer
        ms = (time.monotonic() - began) * 1000
        found[kind] = {
            machine.name: max(0.0, used(machine) - before[machine.name] - idle[machine.name] * ms) / times
            for machine in machines
        }
    return found


def _idle(machines: list[Machine]) -> dict[str, float]:
    """What each uses while nobody is there, as a part of one processor."""
    before = {machine.name: used(machine) for machine in machines}
    time.sleep(IDLE)
    return {machine.name: (used(machine) - before[machine.name]) / (IDLE * 1000) for machine in machines}
