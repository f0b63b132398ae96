"""What was brought here before, from which site and under which name: the reason why nothing is brought twice."""

from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

from django.utils.crypto import salted_hmac

from harmblog.models import Imported

from .addresses import holds_address

SPLIT = 800  # names in one query; SQLite took no more than 999 for long
NAME_LENGTH = 100
Key = int | None


def origin_of(*addresses: str) -> str:
    """One spelling of a site's address, from the first of these that is one: host and folder, in lower case."""
    for address in addresses:
        try:
            parts = urlsplit(address.strip())
        except ValueError:  # http://[
            continue
        if parts.scheme in ("http", "https") and (host := parts.netloc.rpartition("@")[2].lower()):
            return host if holds_address(parts.path) else f"{host}{parts.path.rstrip('/')}"[:300]
    return ""


def name_for(text: str) -> str:
    """A name as it may be kept: one that could be somebody's address, or is too long, only as a keyed hash."""
    if not holds_address(text) and 0 < len(text) <= NAME_LENGTH:
        return text
    return "hashed-" + salted_hmac("harmblog.imported", text).hexdigest()


class Memory:
    """The `Imported` rows of one site."""

    def __init__(self, origin: str) -> None:
        self.origin = origin

    @property
    def is_empty(self) -> bool:
        return not Imported.objects.filter(origin=self.origin).exists()

    def known(self, kind: str, names: Iterable[str]) -> dict[str, Key]:
        """Which of these names were brought before, and the keys that they have here."""
        found: dict[str, Key] = {}
        wanted = list(dict.fromkeys(names))
        for start in range(0, len(wanted), SPLIT):
            rows = Imported.objects.filter(origin=self.origin, kind=kind, external_id__in=wanted[start : start + SPLIT])
            found.update(rows.values_list("external_id", "object_id"))
        return found

    def keep(self, kind: str, keys: Mapping[str, int]) -> None:
        """Remember, in the transaction that brought them."""
        Imported.objects.bulk_create(
            Imported(origin=self.origin, kind=kind, external_id=name, object_id=key) for name, key in keys.items()
        )

    def forget(self, kind: str, name: str) -> None:
        """Forget one that is not there any more and has to be made anew."""
        Imported.objects.filter(origin=self.origin, kind=kind, external_id=name).delete()
