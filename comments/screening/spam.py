"""Whether a text is an advertisement of any other kind: search engines, casinos, loans, essays, followers, miracle
cures, praise that could stand under any article with a link behind it, heaps of search words, a link for a name.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice

from django.utils.translation import gettext_lazy as _

from .finding import Finding, Label
from .links import Link
from .patterns import rules
from .unmasked import PLACES, Unmasked

REASONS = {
    "advertising": _("words of an advertisement"),
    "flattery": _("praise that fits any article, with a link"),
    "stuffing": _("a heap of words for search engines"),
    "name": _("a name that is an advertisement or a link"),
}
ENOUGH = 3.0
LINK = 1.0
NEAR = 60  # letters behind the words of a story: what stands there is told
SAME = 5  # the same sentence as often is no accident
_RULES = rules("spam")
SPAM = [(float(weight), pattern) for weight, pattern in _RULES.patterns("advertising")]
FLATTERY, NAMES, STORY = (_RULES.pattern(name) for name in ("FLATTERY", "NAMES", "STORY"))
FIELD, HOSTS = _RULES.pattern("FIELD"), _RULES.pattern("HOSTS")  # words and hosts of what this site is about
ADVERTISED = _RULES.pattern("ADVERTISED")

Seen = tuple[float, int, int]


def findings(read: Unmasked, name: Unmasked, found: Sequence[Link], whole: Unmasked) -> Iterator[Finding]:
    foreign = [link for link in found if not (link.is_cited or link.helps)]
    source, ads = read, list(advertising(read))
    if not ads and whole is not read:
        source, ads = whole, list(advertising(whole))
    linked = LINK if foreign and ads else 0
    if sum(weight for weight, _start, _end in ads) + linked >= ENOUGH:
        for _weight, start, end in ads:
            yield source.finding(Label.SPAM, "advertising", (start, end), REASONS["advertising"])
    elif foreign and (match := FLATTERY.search(read.text)) and is_bare(read, foreign):
        yield read.finding(Label.SPAM, "flattery", match.span(), REASONS["flattery"])
    if span := stuffed(read):
        yield read.finding(Label.SPAM, "stuffing", span, REASONS["stuffing"])
    if match := NAMES.search(name.text):
        yield name.finding(Label.SPAM, "name", match.span(), REASONS["name"])


def advertising(read: Unmasked) -> Iterator[Seen]:
    """Words of an advertisement, where nobody tells of them."""
    for sentence in islice(read.sentences, PLACES):
        told = [story.end() for story in islice(STORY.finditer(sentence.text), PLACES)]
        for weight, pattern in SPAM:
            match = pattern.search(sentence.text)
            if match and not any(0 <= match.start() - end < NEAR for end in told):
                yield weight, sentence.start + match.start(), sentence.start + match.end()


def is_bare(read: Unmasked, foreign: Sequence[Link]) -> bool:
    """Whether nothing but the praise and the link is there: nothing of what this site is about."""
    words = read.blank([(link.start, link.end) for link in foreign]).text
    return not (FIELD.search(words) or any(HOSTS.search(link.host) for link in foreign))


def stuffed(read: Unmasked) -> tuple[int, int] | None:
    """Many short parts between commas that share a word, as search engines are fed; or the same sentence again and
    again.
    """
    parts = [part.strip() for part in re.split(r"[,|;\n/]", read.text[:4000]) if part.strip()]
    if len(parts) >= 4 and ADVERTISED.search(read.text) and all(len(part.split()) <= 6 for part in parts):
        words = Counter(word for part in parts for word in set(re.findall(r"[a-z]{3,}", part)))
        if words and words.most_common(1)[0][1] >= max(4, len(parts) * 0.6):
            return 0, len(read.text)
    said = Counter(sentence.text for sentence in read.sentences if sentence.text.count(" ") > 1)
    if said and said.most_common(1)[0][1] >= SAME:
        return 0, len(read.text)
    return None
