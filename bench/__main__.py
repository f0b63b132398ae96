"""make bench: the whole measuring, within ten minutes; ARGS=quick: the main lines, within about one.

ARGS=flood: whether memory is flat, see flood.py.
BENCH_SECONDS (3) is how long each round lasts.  All load goes to 127.0.0.1; what is started here is ended here.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from processes import Signals

from bench import desk, flood, install, lighthouse, machine, pages, posting, report
from bench.inside import SIZES
from bench.pages import MAIN, Reading
from bench.report import Measured
from bench.stack import Site, Stack

FEW, MANY = 100, 100_000  # comments that wait


class Run:
    """One measuring."""

    def __init__(self, stack: Stack, *, quick: bool) -> None:
        self.stack, self.quick = stack, quick
        self.seconds = float(os.environ.get("BENCH_SECONDS") or (1 if quick else 3))
        self.rounds = 3
        self.all_cores = os.sched_getaffinity(0)
        self.number_of_cores = len(self.all_cores)
        serving, self.load_core = machine.cores()
        machine.stay_on(serving)
        self.how = {"core": self.load_core, "seconds": self.seconds, "rounds": self.rounds}

    def all(self, left_out: list[str]) -> Measured:
        say("The site …")
        site = Site(self.stack, "site")
        paths = dict(zip(SIZES, site.inside.build(filler=100, comments=2000), strict=True))
        measured = Measured(machine.words(self.stack.folder, self.number_of_cores), self.told(), Reading())
        measured.left_out = [*left_out, *filter(None, [lighthouse.missing()])]
        site.inside.pending(number=FEW)
        site.start()
        say("The desk …")
        measured.queue[FEW] = desk.queue(site)
        if not self.quick:
            site.inside.pending(number=MANY - FEW)
            measured.queue[MANY] = desk.queue(site)
        measured.approve = desk.approve(site)
        say("Pages …")
        chosen = {50: paths[50]} if self.quick else paths
        measured.reading = pages.measure(self.stack, site, chosen, **self.how)  # type: ignore[arg-type]
        if not self.quick and not lighthouse.missing():
            say("Lighthouse …")
            with machine.on(self.all_cores):  # a browser beside the server on one core would be measured for waiting
                measured.marks = lighthouse.marks(site.port, {"front page": "/", "article and form": paths[50]})
        say("The limit and the floor …")
        page = pages.twenty_kilobytes(pages.plain(site.port, paths[50]))
        measured.floor = pages.floor(self.stack, page, **self.how)  # type: ignore[arg-type]
        say("Comments …")
        measured.posts["SQLite"] = posting.measure(site, paths[2], **self.how)  # type: ignore[arg-type]
        site.inside.end()
        self.stack.stop()
        if not self.quick:
            self.on_postgres(measured)
        return measured

    def on_postgres(self, measured: Measured) -> None:
        with posting.postgres(self.stack) as url:
            if url is None:
                measured.left_out.append("PostgreSQL: none found")
                return
            site = Site(self.stack, "postgres", url)
            path = site.inside.build(filler=1, comments=0)[0]
            site.start()
            measured.posts["PostgreSQL"] = posting.measure(site, path, **self.how)  # type: ignore[arg-type]
            site.inside.end()
            self.stack.stop()

    def told(self) -> str:
        one_core, wait = self.number_of_cores < 2, FEW if self.quick else MANY
        return report.how(seconds=self.seconds, rounds=self.rounds, one_core=one_core, wait=wait)


def say(text: str) -> None:
    print(text, flush=True)


def main(arguments: list[str]) -> int:
    if arguments == ["flood"]:
        return flood.main()
    quick = "quick" in arguments
    if unknown := set(arguments) - {"quick"}:
        return f"bench knows no {' '.join(unknown)}; it knows quick and flood"  # type: ignore[return-value]
    left_out = install.bring()
    if any("everything" in line for line in left_out):
        return "; ".join(left_out) + ". On Debian: apt-get install wrk nginx"  # type: ignore[return-value]
    folder = posting.on_disk()
    stack = Stack(folder, Signals())
    try:
        measured = Run(stack, quick=quick).all(left_out)
    finally:
        stack.stop()
        posting.remove(folder)
    say("\n" + report.text(measured))
    if not quick:  # too short to be written down
        report.write(measured)
        say(f"\nWritten to {Path('docs') / report.DOCUMENT.name}: {MAIN} and all others.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
