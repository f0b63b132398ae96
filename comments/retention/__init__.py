"""What is kept, why, how long, who can see it: one table, which /privacy/ shows and the worker applies.

`SECTIONS` is the table. A test fails when a column of the database is not in it. `sweeps` says what goes on which day.
"""

from .applying import apply
from .commenters import ADDRESSES, NOTES, WORDS
from .counting import HELD, count
from .desk import DESK
from .rule import MONTH, YEAR, Rule
from .staff import SITE

SECTIONS = {"words": WORDS, "addresses": ADDRESSES, "notes": NOTES, "desk": DESK, "site": SITE}
RULES: tuple[Rule, ...] = (*WORDS, *ADDRESSES, *NOTES, *DESK, *SITE)

__all__ = ["HELD", "MONTH", "RULES", "SECTIONS", "YEAR", "Rule", "apply", "count"]
