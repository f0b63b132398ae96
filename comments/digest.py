"""Mails to moderators, once a day: how much waits and for how long. No name, no word of a comment, one link.

That somebody was mailed is kept before the mail is handed over: one may be lost, and none is sent twice. It also names
the newest line of the log, so that an end which was cut off is missed by people too.
"""

import datetime as dt
import logging
import smtplib
import uuid
from email.errors import MessageError
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.mail import EmailMessage, get_connection
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext as _

from harmblog.language import speaking

from . import figures, mails
from .figures import Waiting
from .models import Digest, LogHead

logger = logging.getLogger(__name__)
RIGHT = "comments.moderate_comment"
OF_ONE = (smtplib.SMTPRecipientsRefused, smtplib.SMTPResponseException)  # and the server takes the next mail
BACKEND = "django.contrib.auth.backends.ModelBackend"


def send(now: dt.datetime | None = None) -> int:
    """Mail those who moderate, if it is time and something waits. Returns how many mails were handed over."""
    now = (now or timezone.now()).astimezone(dt.UTC)
    if not settings.SENDS_MAIL or not settings.DIGEST_HOUR or now.hour < int(settings.DIGEST_HOUR):
        return 0
    due = _due(now.date())
    lanes = figures.waiting(now) if due else []
    if not any(lane.count for lane in lanes):
        return 0
    server: Any = get_connection()
    try:
        server.open()  # before anybody is noted as mailed
        return sum(_send(user, lanes, now, server) for user in due)
    except (smtplib.SMTPException, OSError) as error:
        logger.warning("The moderators could not be mailed how much waits: %s", type(error).__name__)
        return 0
    finally:
        _hang_up(server)


def _due(day: dt.date) -> list[User]:
    """Who moderates, has an address, and was not mailed today."""
    moderators: QuerySet[User] = User.objects.with_perm(RIGHT, backend=BACKEND)
    mailed = Digest.objects.filter(day__gte=day).values("pk")
    return list(moderators.filter(is_active=True).exclude(email="").exclude(pk__in=mailed).order_by("pk"))


def _send(user: User, lanes: list[Waiting], now: dt.datetime, server: Any) -> int:
    if not _claim(user, now.date()):
        return 0
    try:
        return server.send_messages([compose(user.email, lanes, now)]) or 0
    except (*OF_ONE, ValueError, MessageError) as error:  # the last two: an address that cannot stand in a mail
        logger.warning("A moderator could not be mailed how much waits: %s", type(error).__name__)
        return 0


def _claim(user: User, day: dt.date) -> bool:
    """Whether this process is the one to mail them today. Kept before anything is sent."""
    if Digest.objects.filter(pk=user.pk, day__lt=day).update(day=day):
        return True
    return Digest.objects.get_or_create(moderator=user, defaults={"day": day})[1]


def _hang_up(server: Any) -> None:
    try:
        server.close()
    except (smtplib.SMTPException, OSError):
        logger.info("The mail server hung up first")


def compose(address: str, lanes: list[Waiting], now: dt.datetime) -> EmailMessage:
    """The mail, in the site's language, to one address."""
    with speaking(settings.LANGUAGE_CODE):
        parts = [
            _("This waits for a decision:"),
            "\n".join(_line(lane, now) for lane in lanes if lane.count),
            f"{settings.SITE_URL}{reverse('desk:queue')}",
            *_newest_line(),
            _("To get no more of these mails, ask an admin to take the address out of your account."),
        ]
        subject = _("What waits for the moderators")
    headers = {"Message-ID": f"<{uuid.uuid4()}@{mails.host()}>", "Auto-Submitted": "auto-generated"}
    return EmailMessage(subject, "\n\n".join(parts) + "\n", settings.MAIL_FROM, [address], headers=headers)


def _line(lane: Waiting, now: dt.datetime) -> str:
    assert lane.oldest  # noqa: S101 - there is one, so there is an oldest
    told = {
        "lane": lane.label,
        "count": f"{lane.count}+" if lane.more else lane.count,
        "age": timesince(lane.oldest, now, depth=1).replace("\xa0", " "),
    }
    if lane.late(now):
        return _("- %(lane)s: %(count)s, the first for %(age)s, which is too long") % told
    return _("- %(lane)s: %(count)s, the first for %(age)s") % told


def _newest_line() -> list[str]:
    head = LogHead.objects.filter(pk=1).first()
    if head is None or not head.number:
        return []
    told = _("The newest line of the log is %(line)s. Keep this mail: with it you can show that nothing was cut off.")
    return [told % {"line": f"{head.number}:{head.mac[:16]}"}]
