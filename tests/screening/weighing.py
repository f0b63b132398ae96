"""Learns the weights of comments/screening/urgent_weights.txt: python -m tests.screening.weighing

Logistic regression by small steps. Texts marked as unseen are left out, so that they show what it makes of
texts by others.
"""

import random
from collections import Counter
from collections.abc import Iterable
from math import exp, sqrt

from comments.screening.folding import fold
from comments.screening.urgent_weighed import WEIGHTS, features
from comments.screening.weighed import BIAS

from . import reading, urgent_reading

ROUNDS, STEP, DECAY, URGENT_COUNTS = 12, 0.3, 1e-4, 1.5
LEAST = 0.05  # lighter ones are left out

Texts = list[tuple[str, bool]]


def texts() -> Texts:
    found: Texts = []
    for name in ("urgent.txt", "urgent_pairs.txt", "fresh_urgent.txt", "fresh_pairs.txt"):
        seen = [one for one in urgent_reading.samples(name) if not one.unseen]
        found += [(one.text, True) for one in seen] + [(one.twin, False) for one in seen if one.twin]
    for name in ("calm.txt", "fresh_calm.txt"):
        found += [(one.text, False) for one in urgent_reading.samples(name) if not one.unseen]
    for name in ("honest.txt", "disclosure.txt", "fresh_honest.txt", "fresh_disclosure.txt"):
        found += [(one.text, False) for one in reading.samples(name) if not one.unseen]
    return found


def learn(labelled: Iterable[tuple[set[str], bool]]) -> dict[str, float]:
    """The weights of features, from texts by their features and whether they are what is looked for."""
    read = [(sorted(found), urgent) for found, urgent in labelled]
    often = Counter(feature for found, _ in read for feature in found)
    weights: dict[str, float] = {BIAS: 0.0}
    order = random.Random(1)  # the same weights each time
    for _ in range(ROUNDS):
        order.shuffle(read)
        for found, urgent in read:
            root = sqrt(len(found))
            known = [feature for feature in found if often[feature] > 1]
            total = weights[BIAS] + sum(weights.get(feature, 0.0) for feature in known) / root
            error = (1 / (1 + exp(-max(-30.0, min(30.0, total)))) - urgent) * (URGENT_COUNTS if urgent else 1)
            weights[BIAS] -= STEP * 0.1 * error
            for feature in known:
                weights[feature] = weights.get(feature, 0.0) * (1 - DECAY) - STEP * error / root
    return {feature: weight for feature, weight in weights.items() if abs(weight) >= LEAST or feature == BIAS}


def main() -> None:
    weights = learn((features(fold(text).text), urgent) for text, urgent in texts())
    WEIGHTS.write_text("".join(f"{feature}\t{round(weight * 100)}\n" for feature, weight in sorted(weights.items())))


if __name__ == "__main__":
    main()
