"""What is one character to a reader, and how a browser's script counts. Pure functions."""

import re
import unicodedata

_FLAGS = "".join(map(chr, range(0x1F1E6, 0x1F200)))


def is_within(text: str, at: int) -> bool:
    """Whether a cut here would go through what is one character to a reader (UAX 29, near enough)."""
    before, after = text[at - 1], text[at]
    if after < "\u0300" and before != "\u200d":
        return before == "\r" and after == "\n"
    if before in _FLAGS and after in _FLAGS:  # two letters are a flag
        return (at - len(text[:at].rstrip(_FLAGS))) % 2 == 1
    joined = before == "\u200d" or after in "\u200c\u200d" or _continues(after)
    return joined or (_is_jamo(before) and "\u1160" <= after <= "\u11ff")


def _continues(character: str) -> bool:
    """A mark on the letter before it, a skin colour, or a letter of a flag's name."""
    return (
        unicodedata.category(character)[0] == "M"
        or "\U0001f3fb" <= character <= "\U0001f3ff"
        or "\U000e0020" <= character <= "\U000e007f"
    )


def _is_jamo(character: str) -> bool:
    return "\u1100" <= character <= "\u11ff" or "\uac00" <= character <= "\ud7a3"


def from_browser(text: str, start: int, end: int) -> tuple[int, int]:
    """Two places as a script counts them (in UTF-16, a line end once), in code points; a character is never cut.
    Raises ValueError where there are no such places.
    """
    floors, ceilings = [], []
    for match in re.finditer(r"\r\n?|[\s\S]", text):
        units = 2 if match[0] > "\uffff" else 1
        floors += [match.start()] * units
        ceilings += [match.start()] + [match.end()] * (units - 1)
    floors.append(len(text))
    ceilings.append(len(text))
    if not 0 <= start < end < len(floors):
        raise ValueError
    return floors[start], ceilings[end]
