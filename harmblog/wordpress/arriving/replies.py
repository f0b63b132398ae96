"""Who answers whom: set after all comments are there, since a parent may come later than its reply, or never.

Three numbers a reply are all that is kept in memory. Can be broken off and done again: it sets what is not set yet.
"""

from array import array
from collections import defaultdict
from collections.abc import Iterator

from django.db import connection, transaction

from comments import moderation
from comments.models import Comment
from harmblog.pagecache import bump

from .run import Run

CLASS = "replies"
BATCH = 500


class Replies:
    """The replies of a file, by the numbers that they have there."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._children, self._parents, self._articles = array("q"), array("q"), array("q")
        self._renamed: dict[int, dict[int, int]] = defaultdict(dict)
        self._would: dict[int, int] = {}
        self._touched: set[int] = set()  # articles

    def add(self, child: int, parent: int, article: int) -> None:
        """`child`, under this article, answers `parent`."""
        self._run.ledger.came_in(CLASS)
        self._children.append(child)
        self._parents.append(parent)
        self._articles.append(article)

    def would_make(self, number: int, article: int) -> None:
        """In a dry run: this comment would be here, under this article."""
        self._would[number] = article

    def rename(self, number: int, article: int, new: int) -> None:
        """Under this article, `number` means the comment that is remembered by the `new` one."""
        self._renamed[number][article] = new

    def settle(self) -> None:
        """Set the parents of all that are not set yet."""
        for at, (parent, article) in enumerate(zip(self._parents, self._articles, strict=True)):
            self._parents[at] = self._renamed.get(parent, {}).get(article, parent)
        circles = self._circles()
        for pairs in self._batches():
            kept = []
            for child, parent in pairs:
                if child in circles:
                    self._top_level("they answer each other in a circle", child)
                else:
                    kept.append((child, parent))
            self._settle(kept)
        moderation.arrange(self._touched)

    def _batches(self) -> Iterator[list[tuple[int, int]]]:
        for start in range(0, len(self._children), BATCH):
            part = slice(start, start + BATCH)
            yield list(zip(self._children[part], self._parents[part], strict=True))

    def _circles(self) -> set[int]:
        """The first of each circle: it was there before the others. Somewhere in a circle a parent's number is not
        smaller than its reply's: only from there is it worth while to walk up.
        """
        suspects = [c for c, p in zip(self._children, self._parents, strict=True) if p >= c]
        if not suspects:
            return set()
        above = dict(zip(self._children, self._parents, strict=True))
        done: set[int] = set()
        cut: set[int] = set()
        for child in suspects:
            way: set[int] = set()
            number: int | None = child
            while number is not None and number not in done and number not in way:
                way.add(number)
                number = above.get(number)
            if number in way:
                cut.add(min(way_around(above, number)))
            done |= way
        return cut

    def _settle(self, pairs: list[tuple[int, int]]) -> None:
        ledger = self._run.ledger
        numbers = [number for pair in pairs for number in pair]
        keys = self._run.memory.known("comment", map(str, numbers))
        # As plain rows: key, article, parent.
        found = Comment.objects.filter(pk__in=[key for key in keys.values() if key])
        rows = {row[0]: row for row in found.values_list("pk", "article_id", "parent_id")}

        def place(number: int) -> tuple[int, int, int | None]:
            row = rows.get(keys.get(str(number)) or 0, (0, 0, None))
            return (-1, self._would[number], None) if number in self._would else row

        changed = []
        for child, parent in pairs:
            key, article, answered = place(child)
            above, its_article, _its_parent = place(parent)
            if not key or answered:
                ledger.here[CLASS] += 1  # set before, or erased since
            elif not above:
                self._top_level("what they answer is not here", child)
            elif its_article != article:
                self._top_level("what they answer is under another article", child)
            else:
                changed.append((key, above))
        if changed and not self._run.dry:
            _set_parents(changed)
            self._touched |= {rows[key][1] for key, _above in changed}
        ledger.made[CLASS] += len(changed)

    def _top_level(self, reason: str, child: int) -> None:
        self._run.ledger.left_out(CLASS, f"stand on the top level: {reason}", f"comment {child}")


@transaction.atomic
def _set_parents(pairs: list[tuple[int, int]]) -> None:
    """In one statement, which Django's own bulk update builds ten times slower."""
    table = connection.ops.quote_name(Comment._meta.db_table)
    values = ", ".join(["(%s, %s)"] * len(pairs))
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH answers (child, parent) AS (VALUES {values}) "  # noqa: S608 - placeholders only
            f"UPDATE {table} SET parent_id = answers.parent FROM answers WHERE id = answers.child",
            [key for pair in pairs for key in pair],
        )
    bump(articles=False)


def way_around(above: dict[int, int], start: int) -> list[int]:
    """The numbers of a circle."""
    way, number = [start], above[start]
    while number != start:
        way.append(number)
        number = above[number]
    return way
