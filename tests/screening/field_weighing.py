"""Learns the weights of comments/screening/sourcing_weights.txt: python -m tests.screening.field_weighing

As `weighing` does it. Texts that are kept unseen are left out.
"""

from comments.screening.sourcing_weighed import WEIGHTS, features
from comments.screening.unmasked import unmask

from . import field_reading, reading, urgent_reading
from .weighing import Texts, learn


def texts() -> Texts:
    found: Texts = []
    for file in field_reading.LEARN:
        seen = [one for one in field_reading.samples(file) if not one.unseen]
        found += [(one.text, "sourcing" in one.labels) for one in seen]
    for name in ("honest.txt", "disclosure.txt", "fresh_honest.txt", "fresh_disclosure.txt"):
        found += [(one.text, False) for one in reading.samples(name) if not one.unseen]
    for name in ("calm.txt", "fresh_calm.txt", "urgent.txt", "fresh_urgent.txt"):
        found += [(one.text, False) for one in urgent_reading.samples(name) if not one.unseen]
    return found


def main() -> None:
    weights = learn((features(unmask(text).text), wanted) for text, wanted in texts())
    WEIGHTS.write_text("".join(f"{feature}\t{round(weight * 100)}\n" for feature, weight in sorted(weights.items())))


if __name__ == "__main__":
    main()
