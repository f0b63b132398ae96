"""The reconciliation: what came in = what was made + what was here already + what was left out, and why.

"Came in" is counted where a record is read, the rest where its fate is settled; so a record that falls between two
stools makes the sums differ, and `check` says so loudly. Holds numbers, ids and reasons; never what somebody wrote.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator

from .addresses import holds_address

EXAMPLES = 5  # of each remark: enough to find the place
KINDS = 60  # a file can name any number of types; those after so many are counted together
OTHERS = "others"


class Unbalanced(Exception):
    """Something that was read is unaccounted for."""


class Ledger:
    """Counts by class ("posts", "comments: approved") and, for what was left out, by reason."""

    def __init__(self) -> None:
        self.came: Counter[str] = Counter()
        self.made: Counter[str] = Counter()
        self.here: Counter[str] = Counter()
        self.out: dict[str, Counter[str]] = defaultdict(Counter)
        self.remarks: Counter[str] = Counter()
        self.examples: dict[str, list[str]] = defaultdict(list)

    def came_in(self, kind: str, count: int = 1) -> str:
        """Count what was read, and say under which name: a file may hold more kinds than a table should."""
        kind = kind if kind in self.came or len(self.came) < KINDS else OTHERS
        self.came[kind] += count
        return kind

    def left_out(self, kind: str, reason: str, example: str = "") -> None:
        """Count what will not be here. `example` is an id or a number, not what somebody wrote."""
        self.out[kind][reason] += 1
        self._keep(f"{kind}: {reason}", example)

    def remark(self, what: str, example: str = "", count: int = 1) -> None:
        """Count what was set right or dropped on the way; it balances nothing."""
        self.remarks[what] += count
        self._keep(what, example)

    def _keep(self, key: str, example: str) -> None:
        """Keep the first few, and none that could be somebody's address: they are printed."""
        kept = self.examples[key]
        if example and example not in kept and len(kept) < EXAMPLES and not holds_address(example):
            kept.append(example)

    @property
    def changes(self) -> int:
        """How many things were made."""
        return self.made.total()

    def check(self) -> None:
        """Raise Unbalanced, naming each class whose sum is not what came in."""
        kinds = [*dict.fromkeys([*self.came, *self.made, *self.here, *self.out])]
        wrong = [
            f"{kind}: {self.came[kind]:,} came in, {self._settled(kind):,} accounted for"
            for kind in kinds
            if self.came[kind] != self._settled(kind)
        ]
        if wrong:
            raise Unbalanced("; ".join(wrong))

    def _settled(self, kind: str) -> int:
        return self.made[kind] + self.here[kind] + self.out[kind].total()

    def lines(self, *, would: bool = False) -> Iterator[str]:
        """The table, then the reasons, then the remarks. `would`: nothing was made, it only would be."""
        width = max([len(kind) for kind in self.came], default=0) + 2
        heads = ("came in", "would be made" if would else "made", "here already", "left out")
        yield f"{'':{width}}" + "".join(f"{head:>15}" for head in heads)
        for kind, came in self.came.items():
            numbers = (came, self.made[kind], self.here[kind], self.out[kind].total())
            yield f"{kind:{width}}" + "".join(f"{number:>15,}" for number in numbers)
        if any(self.out.values()):
            yield ""
            yield "Left out, and why"
        for kind, reasons in self.out.items():
            for reason, count in reasons.most_common():
                yield f"  {count:,} {kind}: {reason}{self._examples(f'{kind}: {reason}')}"
        if self.remarks:
            yield ""
            yield "Set right, dropped, or worth a look"
        for what, count in self.remarks.most_common():
            yield f"  {count:,} {what}{self._examples(what)}"

    def _examples(self, key: str) -> str:
        return f" ({', '.join(self.examples[key])})" if self.examples.get(key) else ""
