"""What the worker does in one round. Killing it at any moment loses nothing: each step is done whole or not at all."""

import logging

from django.conf import settings
from django.db import connection

from . import vault
from .models import Contact

logger = logging.getLogger(__name__)
BATCH = 200  # addresses opened in one round


def run_once() -> int:
    """One round; returns how many things it did, so that the caller knows whether to rest."""
    if settings.SEALING_PRIVATE_KEYS is None:
        raise vault.VaultClosed("SEALING_PRIVATE_KEYS is not set: it names the folder with the private keys")
    vault.make_keys(settings.SEALING_PUBLIC_KEYS, settings.SEALING_PRIVATE_KEYS)
    return screen()


def screen() -> int:
    """Open each new address once, in memory only, and keep its fingerprint."""
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


def keep_statistics() -> None:
    """Let SQLite look at how its tables have grown: without that it plans badly. PostgreSQL does so by itself."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA analysis_limit=400")
            cursor.execute("PRAGMA optimize")
