"""A moderator on one web machine, who lets one comment after another through, and until when each is seen where."""

from __future__ import annotations

import re
import threading
import time
from dataclasses import dataclass

import psycopg2

from bench.cluster.accounts import Decision
from bench.cluster.client import Visit, comment, told
from bench.cluster.database import ask
from bench.cluster.net import Machine
from bench.cluster.site import Site

WITHIN = 10.0  # seconds for a decision to be seen
LOOK = 0.01  # seconds between two looks


class Refused(Exception):
    """The decision could not be made, in words."""


class Moderator:
    """Logged in at the first web machine."""

    def __init__(self, site: Site) -> None:
        self._site, self._number = site, 0
        self.decisions: list[Decision] = []
        cookie = site.moderator()
        page = site.ask(site.web1, Visit("/moderation/", cookie=cookie))
        found = re.search(rb'name="csrfmiddlewaretoken" value="(\w+)"', page.body)
        if not found:
            raise RuntimeError(f"The queue answers {page.status}; see {site.web1.folder}/said")
        self._token, self.cookie = found[1].decode(), "; ".join([cookie, *page.cookies])

    def approve(self, path: str) -> Decision:
        """Somebody writes under the article at `path`, and it is let through."""
        site, number = self._site, self._number + 1
        text = f"This is decision {number} of the measuring."
        if (answer := told(site.ask(site.web1, comment(path, text)))) != "kept":
            raise Refused(f"the comment was {answer}")
        try:
            ((public_id, revision),) = ask(
                site.primary, "SELECT public_id, revision FROM comments_comment WHERE text = %s", text
            )
        except (psycopg2.Error, ValueError):
            raise Refused("the database does not answer") from None
        self._number = number
        form = {"comment": f"{public_id}-{revision}", "act": "approve", "expected": "pending"}
        decided = site.ask(
            site.web1,
            Visit("/moderation/decide/", {**form, "csrfmiddlewaretoken": self._token}, cookie=self.cookie),
        )
        if decided.status != 302 or "accounts" in decided.where:
            raise Refused(f"the decision was answered with {decided.status}")
        self.decisions.append(Decision(number, path, decided.at + decided.took, decided.took))
        return self.decisions[-1]

    def go_on(self, stop: threading.Event, load: object, *, pause: float) -> None:
        """A decision on the main page of the load every so many seconds; those that cannot be made are left out."""
        while not stop.wait(pause):
            try:
                self.approve(load.main)  # type: ignore[attr-defined]
            except Refused:
                continue


@dataclass(frozen=True)
class Visible:
    """Seconds from the moderator's answer until a place showed the decision, and whether the first look there did."""

    seconds: float
    at_once: bool


def seen(site: Site, decision: Decision, places: list[Machine]) -> dict[str, Visible]:
    """When each place shows it, if it does so within WITHIN. They are looked at in turn."""
    found: dict[str, Visible] = {}
    first = True
    while len(found) < len(places):
        for place in places:
            if place.name in found:
                continue
            look = site.ask(place, Visit(decision.path))
            if look.version >= decision.number:
                found[place.name] = Visible(look.at + look.took - decision.known, first)
            elif look.at - decision.known > WITHIN:
                found[place.name] = Visible(float("inf"), False)
        first = False
        time.sleep(LOOK)
    return found
