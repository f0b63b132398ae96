"""Erasure by address: what the worker does when somebody has answered a challenge (`/privacy/erase/`).

Only fingerprints that are still kept can be found: what is older can be taken back by its receipt.
"""

from django.db import transaction

from . import erasing, moderation
from .models import Comment, Contact, Mail, Reveal


def erase_answered() -> int:
    """Do what was asked for. Returns how many addresses were forgotten. Killed in between, it is done again."""
    answered = Mail.objects.filter(kind=Mail.Kind.ERASE, answered_at__isnull=False).exclude(recipient="")
    found = list(answered.values_list("pk", "recipient", "answer"))
    for key, fingerprint, answer in found:
        erase_address(fingerprint, answer)
        Mail.objects.filter(pk=key).update(recipient="")  # its link goes on saying that it was done
    return len(found)


def erase_address(fingerprint: str, answer: str) -> None:
    """Forget an address: "address" only that, "all" takes its comments back too."""
    mine = Contact.objects.filter(fingerprint=fingerprint)
    if answer == "all":
        for comment in Comment.objects.filter(pk__in=mine.values("comment")):
            moderation.withdraw(comment)
    with transaction.atomic():
        erasing.note_address(fingerprint)
        # Opened for somebody who has not looked yet: there is nothing to look at any more.
        Reveal.objects.filter(comment__in=mine.values("comment"), what=Reveal.What.ADDRESS).update(answer=None)
        mine.delete()
        unanswered = Mail.objects.filter(recipient=fingerprint).exclude(kind=Mail.Kind.ERASE)
        unanswered.delete()
        erasing.finish()
