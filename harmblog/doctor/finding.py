"""One thing that is not as it should be."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    WRONG = "wrong"  # somebody can come to harm, or the site does not do what it says
    LOOK = "look"  # may be meant so


@dataclass(frozen=True, slots=True)
class Finding:
    """What it is, and what to do about it."""

    level: Level
    text: str

    @classmethod
    def wrong(cls, text: str) -> "Finding":
        return cls(Level.WRONG, text)

    @classmethod
    def look(cls, text: str) -> "Finding":
        return cls(Level.LOOK, text)

    def __str__(self) -> str:
        return f"{self.level}: {self.text}"
