"""What the worker does. Killing it at any moment loses nothing: each step is done whole or not at all."""

import logging

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection

from . import vault
from .models import Contact

logger = logging.getLogger(__name__)
BATCH = 200  # addresses opened in one round


def screen() -> int:
    """Open each new address once, in memory only, and keep its fingerprint. Returns how many were looked at."""
    # Months whose key was destroyed are not asked for: their addresses are gone, as they should be.
    new = Contact.objects.filter(fingerprint=None, month__in=vault.openable_months()).select_related("comment")
    screened = 0
    for contact in new.order_by("pk")[:BATCH]:
        try:
            address = vault.open_sealed(contact.sealed, bound_to=contact.comment.public_id)  # type: ignore[arg-type]
            found = vault.fingerprint(address)
        except vault.Forged:
            logger.error("A sealed address does not belong to its row: comment %s", contact.comment.public_id)
            found = ""
        screened += Contact.objects.filter(pk=contact.pk, fingerprint=None).update(fingerprint=found)
    return screened


def keep_house() -> None:
    """What is due now and then: keys for the months to come, old staff sessions, a look at how the tables grew."""
    try:
        vault.make_keys(settings.SEALING_PUBLIC_KEYS, vault.private_folder())
    except OSError as error:
        # Sealing goes on with the newest key there is, so this can wait for somebody to look.
        logger.error("The next months' sealing keys could not be written: %s", error.strerror)
    SessionStore.clear_expired()
    if connection.vendor == "sqlite":  # which plans badly without statistics; PostgreSQL gathers them by itself
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA analysis_limit=400")
            cursor.execute("PRAGMA optimize")
