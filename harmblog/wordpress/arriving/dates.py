"""When something was written: stated twice, as the clock on the wall and in UTC, and either may be wrong."""

from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo


@dataclass(frozen=True, slots=True)
class Moment:
    """A time in UTC; `guessed` when it was reckoned from the clock on the wall."""

    utc: datetime | None
    guessed: bool = False


def utc_or_guess(date: str, date_gmt: str, *, zone: tzinfo) -> Moment:
    """The stated time in UTC, or else the one on the wall of the given zone, marked as guessed."""
    if stated := _parsed(date_gmt):
        return Moment(stated.replace(tzinfo=stated.tzinfo or UTC).astimezone(UTC))
    if local := _parsed(date):
        try:
            return Moment(local.replace(tzinfo=local.tzinfo or zone).astimezone(UTC), guessed=True)
        except OverflowError:
            pass
    return Moment(None)


def _parsed(text: str) -> datetime | None:
    try:
        time = datetime.fromisoformat(text.strip())
        # The first and last day have no "same moment" in every zone.
        return time if 1 < time.year < 9999 else None
    except ValueError:
        return None
