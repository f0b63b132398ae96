"""Break-glass: an address, or words that a moderator removed, is seen by one privacy officer, once, because a second
one agreed to the reason; and the receipt of the comment tells of it.

`asking` is what the pages do, without any key that opens an address. `opening` is what the worker does: it trusts
nothing that the pages did, and looks at every condition again by itself. Neither uses the other.
"""

from .asking import agree, ask, held_about, may, says_why, show, stop
from .opening import expire, open_agreed
from .rules import (
    AGREE,
    ASK,
    LIFE_OF_KEY,
    LONGEST_REASON,
    MOST_A_DAY,
    SHORTEST_REASON,
    STALE,
    TO_AGREE,
    TO_LOOK,
    Refused,
)

__all__ = [
    "AGREE",
    "ASK",
    "LIFE_OF_KEY",
    "LONGEST_REASON",
    "MOST_A_DAY",
    "SHORTEST_REASON",
    "STALE",
    "TO_AGREE",
    "TO_LOOK",
    "Refused",
    "agree",
    "ask",
    "expire",
    "held_about",
    "may",
    "open_agreed",
    "says_why",
    "show",
    "stop",
]
