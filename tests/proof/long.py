"""The two lengths of an experiment."""

import os

LONG = os.environ.get("PROOF") == "1"


def many(short: int, long: int) -> int:
    """How often a thing is tried: in every run, and by `make proof`."""
    return long if LONG else short
