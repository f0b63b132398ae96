"""The two lengths of an experiment, and what takes down what it found."""

import os
from collections.abc import Callable

Figure = Callable[[str, object], None]  # pytest's record_property
LONG = os.environ.get("PROOF") == "1"


def many(short: int, long: int) -> int:
    """How often a thing is tried: in every run, and by `make proof`."""
    return long if LONG else short
