"""Puts what waits in its place: behind others what reads like what was spam here before, first in its lane what a known
writer sent. The worker's step, after the addresses have their fingerprints. It orders, and changes no status.
"""

from django.db import transaction
from django.utils import timezone

from . import word_lists
from .models import Comment, Contact
from .ranker import Judge

BATCH = 200  # comments read in one round
AT_ONCE = 50  # comments written in one transaction: others who write wait for it
LIKELY = "likely"  # reads like what was spam here before, or offered drugs
FIRST, AFTER = 0, 1  # ranks
Lane = Comment.Lane


def sort_new(judge: Judge) -> int:
    """Sort those that wait and have not been sorted since they came, or since anything of them changed. Returns how
    many were.
    """
    waiting = list(Comment.objects.to_sort()[:BATCH])
    likely, labelled = judge.unwanted(waiting), word_lists.label(waiting)
    known = Contact.objects.of_known_writers(waiting)
    done = 0
    for start in range(0, len(waiting), AT_ONCE):
        with transaction.atomic():  # in the order of their keys, as moderators take them
            for comment in waiting[start : start + AT_ONCE]:
                labels, lane = labelled[comment.pk]
                if comment.pk in likely:
                    labels = " ".join(sorted([*labels.split(), LIKELY]))
                    lane = lane if lane == Lane.URGENT else Lane.SLOW
                rank = FIRST if comment.pk in known else AFTER
                done += _put(comment, labels, _lane(comment, lane), rank)
    return done


def _lane(comment: Comment, lane: int) -> int:
    """Nobody who may be in danger waits behind others; who was sent behind does not leave by changing a word."""
    if Lane.URGENT in (comment.lane, lane):
        return Lane.URGENT
    return max(comment.lane, lane) if comment.revision > 1 else lane


def _put(comment: Comment, labels: str, lane: int, rank: int) -> int:
    """Write down a comment's place, if it still waits with the text that was looked at."""
    as_read = Comment.objects.to_sort().filter(pk=comment.pk, revision=comment.revision)
    return as_read.update(labels=labels, lane=lane, rank=rank, sorted_at=timezone.now())
