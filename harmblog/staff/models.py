"""What is kept of those who work here: their log-ins, and what proves a second time that it is them.

Nothing in these tables opens a door by itself: keys of sessions and recovery codes are hashes, and a code of an app
needs the site's key besides. No address, and nothing of a browser.
"""

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models


class StaffSession(AbstractBaseSession):
    """A log-in. `session_key` holds a hash of the cookie; the times and the account repeat what is in the data, so
    that log-ins can be listed and ended.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+")
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    class Meta:
        verbose_name = "session"
        verbose_name_plural = "sessions"

    @classmethod
    def get_session_store_class(cls) -> type[SessionStore]:
        """What reads the data back: ours writes it as Django's does."""
        return SessionStore


class Factor(models.Model):
    """What somebody has, besides a password that they know."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    name = models.CharField(max_length=60)
    added_at = models.DateTimeField(auto_now_add=True)
    used_on = models.DateField(null=True)  # a day is enough to see which one is forgotten

    class Meta:
        abstract = True
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


class AuthenticatorApp(Factor):
    """An app that shows a new code every half minute. Its secret is `seed` under the site's key."""

    seed = models.CharField(max_length=32)
    last_step = models.BigIntegerField()  # of the newest code that was taken: none is taken twice


class Passkey(Factor):
    """A key pair in a telephone, a computer or a security key, which asks who is using it."""

    credential = models.BinaryField()  # id and public key, in the form of the specification; no model of the device
    sign_count = models.BigIntegerField()


class RecoveryCode(models.Model):
    """For when a telephone is lost. Works once, and is then deleted."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    code_hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint("user", "code_hash", name="recovery_code_once")]

    def __str__(self) -> str:
        return f"recovery code {self.pk}"
