"""Learns from this site's own decisions what its spam and its offers of drugs read like, so that what reads alike waits
behind what does not. It orders, and decides nothing; no third party has a part in it.

    tokens      a text as the words and shapes that are counted; pure
    weighing    what the counts say of a text: naive Bayes; pure
    counts      the counts in the database: learned, and exactly subtracted when a comment is forgotten
    learner     the worker's part: follows the decisions
    judging     what the counts say of comments that wait, and because of which of their words

Words are kept as keyed hashes. The words in a reason are those of the comment at hand.
"""

from .counts import unlearn
from .judging import Judge, reasons
from .learner import Learner

__all__ = ["Judge", "Learner", "reasons", "unlearn"]
