"""Which part of an address tells one page from another: the path, and the few parameters that its view reads."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

LONGEST = 20  # characters of a parameter; whatever is longer names no page
MOST_FIELDS = 500  # as in DATA_UPLOAD_MAX_NUMBER_FIELDS


@dataclass(frozen=True, slots=True)
class Rule:
    """`params`: the parameters that a view reads, each with what it means to leave it out. `aside`: those with which a
    request is for something else, as Django will find out.
    """

    params: Mapping[str, str] = field(default_factory=dict)
    aside: tuple[str, ...] = ()

    def key(self, path: str, query: str, *, at_door: bool = False) -> str | None:
        """The one name of a page, however its address is written. None: it is not to be kept, or looked up here."""
        names = (*self.params, *self.aside)
        if not query or not names or not ("%" in query or any(name in query for name in names)):
            return path
        try:
            given = dict(parse_qsl(query, keep_blank_values=True, max_num_fields=MOST_FIELDS))
        except ValueError:
            return None
        if at_door and not given.keys().isdisjoint(self.aside):
            return None
        values = [given.get(name, usual) for name, usual in self.params.items()]
        if values == list(self.params.values()):
            return path
        return "\0".join([path, *values]) if max(map(len, values)) <= LONGEST else None
