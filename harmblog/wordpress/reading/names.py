"""The names of a WXR file's elements, whatever prefixes it gives to the namespaces."""

import re

# Where an element may stand: opening one closes whatever is still open on its own level or below.
ITEM_LEVEL, UNKNOWN, LEAF = 2, 8, 9
LEVELS = {
    **dict.fromkeys(["item", "image", "wp:author", "wp:category", "wp:tag", "wp:term"], ITEM_LEVEL),
    **dict.fromkeys(["wp:comment", "wp:postmeta", "wp:termmeta"], 3),
    "wp:commentmeta": 4,
}
HEAD = {"rss", "channel"}
ROOT = "wxr"  # stands for both in what the parser gets: files are joined, cut and followed by other things
# Elements of RSS and its modules that hold text only, in a WXR file.
_LEAVES = set(
    "title link description pubDate lastBuildDate language generator guid category copyright docs ttl url width height "
    "dc:creator content:encoded excerpt:encoded".split()
)
_REMEMBERED = 10_000  # names; a file has less than a hundred
_USUAL = ("wp", "dc", "content", "excerpt", "wfw")
_MEANS = re.compile(r"wordpress\.org/export/[\d.]+/(excerpt)?|purl\.org/(dc)/|purl\.org/rss/1\.0/modules/(content)")


class Names:
    """Learns a file's prefixes from its `xmlns:` attributes, and says what an element's name means."""

    def __init__(self) -> None:
        self._prefixes = {prefix: prefix for prefix in _USUAL}
        self._known: dict[str, tuple[str, int]] = {}

    def declare(self, prefix: str, uri: str) -> None:
        """Note what a prefix stands for. One that is never declared means what it usually means."""
        if found := _MEANS.search(uri):
            self._prefixes[prefix] = found[1] or found[2] or found[3] or "wp"
            self._known.clear()

    def look(self, name: str) -> tuple[str, int]:
        """The canonical name (`wp:post_id` for any prefix that stands for WordPress' namespace), and its level."""
        return self._known.get(name) or self._learn(name)

    def _learn(self, name: str) -> tuple[str, int]:
        prefix, colon, local = name.partition(":")
        canonical = f"{self._prefixes.get(prefix, prefix)}:{local}" if colon else name
        plain = LEAF if canonical in _LEAVES or canonical.startswith("wp:") else UNKNOWN
        found = canonical, LEVELS.get(canonical, plain)
        if len(self._known) < _REMEMBERED:
            self._known[name] = found
        return found
