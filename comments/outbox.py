"""Hands mails over: none is lost, none is sent twice, and one of which nobody knows is reported.

A mail waits, is being handed over, then is sent. It is claimed by a lease; a worker that dies before the server was
given the text loses nothing, because the mail still waits. From the moment before the text is given until the server's
answer is kept, it is `handing`: a worker that dies there leaves a mail that may have arrived, so it becomes `unknown`
when the lease ends, is reported, and never sent again.
"""

import datetime as dt
import logging
import smtplib
from collections.abc import Iterator
from email.errors import MessageError
from typing import Any

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.smtp import EmailBackend
from django.core.mail.message import sanitize_address
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from . import letters, mail_links, notify, receipts
from .models import Mail

logger = logging.getLogger(__name__)
State = Mail.State
LEASE = dt.timedelta(minutes=10)  # longer than all answers of a slow server together
BATCH = 50  # mails over one connection
LONGEST_PAUSE = 60  # seconds, while the server cannot be reached
LONGEST_WAIT = dt.timedelta(hours=2)  # between two tries, after refusals for now
NO_SUCH_MAILBOX = 553
TRIES = 30  # which is two days


class Unreachable(Exception):
    """The mail server does not answer, before it was given anything to send."""


class Refused(Exception):
    """The server does not take this mail."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class Outbox:
    """One worker's way to the mail server."""

    def __init__(self) -> None:
        self.server: Any = None
        self.pause = 0
        self.paused_until = timezone.now()

    def send(self) -> int:
        """Send what is due. Returns how many mails were looked at; none while the server cannot be reached."""
        report_unknown()
        now = timezone.now()
        if now < self.paused_until <= now + dt.timedelta(seconds=LONGEST_PAUSE):
            return 0
        done = 0
        try:
            for mail in due():
                self._send(mail)
                done += 1
        except Unreachable:
            self._rest()
        finally:
            self._hang_up()
        return done

    def _rest(self) -> None:
        self.pause = min(self.pause * 2 or 5, LONGEST_PAUSE)
        self.paused_until = timezone.now() + dt.timedelta(seconds=self.pause)
        logger.warning("The mail server cannot be reached; trying again in %d seconds", self.pause)

    def _send(self, mail: Mail) -> None:
        """One mail, from the look whether it is still wanted to the server's answer."""
        letter = letters.write(mail)
        if letter is None:
            return
        try:
            text = letter.message().as_bytes(linesep="\r\n")  # type: ignore[call-arg] # Django's
            self._envelope(letter)
        except Unreachable:
            release(mail)
            raise
        except (ValueError, MessageError):  # an address that cannot stand in a mail
            self._hang_up()  # the server may have been told the sender already, and would refuse the next one
            return refuse(mail, NO_SUCH_MAILBOX, held=State.WAITING)
        except Refused as refused:
            return refuse(mail, refused.code, held=State.WAITING)
        if not hand(mail):  # withdrawn or stopped in this moment
            return self._hang_up()
        try:
            self._text(letter, text)
        except Refused as refused:
            return refuse(mail, refused.code, held=State.HANDING)
        except (smtplib.SMTPException, OSError):
            self._hang_up()
            return close(mail, State.UNKNOWN)
        close(mail, State.SENT)

    def _envelope(self, letter: EmailMessage) -> None:
        """Connect and say who writes to whom. The server knows nothing of the mail itself yet."""
        try:
            if self.server is None:
                self.server = get_connection()
                self.server.open()
            self.pause = 0
            if isinstance(self.server, EmailBackend):
                smtp = self.server.connection
                assert smtp is not None  # noqa: S101 - open() has made it, or raised
                smtp.ehlo_or_helo_if_needed()
                _check(*smtp.mail(sanitize_address(letter.from_email, "utf-8")))
                _check(*smtp.rcpt(sanitize_address(letter.to[0], "utf-8")))
        except (smtplib.SMTPException, OSError):
            self._hang_up()
            raise Unreachable from None
        except Refused as refused:
            self._after_refusal()
            if refused.code == 421:  # the server is closing
                raise Unreachable from None
            raise

    def _text(self, letter: EmailMessage, text: bytes) -> None:
        if not isinstance(self.server, EmailBackend):
            self.server.send_messages([letter])
            return
        try:
            _check(*self.server.connection.data(text))  # type: ignore[union-attr]
        except smtplib.SMTPDataError as error:  # refused before the text was given
            self._after_refusal()
            raise Refused(error.smtp_code) from None
        except Refused:
            self._after_refusal()
            raise

    def _after_refusal(self) -> None:
        try:
            self.server.connection.rset()
        except (smtplib.SMTPException, OSError):
            self._hang_up()

    def _hang_up(self) -> None:
        server, self.server = self.server, None
        if server is not None:
            try:
                server.close()
            except (smtplib.SMTPException, OSError):
                logger.info("The mail server hung up first")


def _check(code: int, answer: bytes) -> None:
    """The answer itself is not looked at: it may repeat the address."""
    if not 200 <= code < 300:
        raise Refused(code)


# --- What becomes of a mail: each step is one guarded statement ------------------------------------------------------


def due() -> Iterator[Mail]:
    """Claim what is to be sent, one by one: of several workers one gets each."""
    now = timezone.now()
    free = Q(lease_until=None) | Q(lease_until__lte=now)
    waiting = Mail.objects.filter(free, state=State.WAITING, due_at__lte=now)
    for key in list(waiting.order_by("due_at").values_list("pk", flat=True)[:BATCH]):
        mail = Mail.objects.select_related("comment__article").filter(pk=key).first()
        lease = timezone.now() + LEASE
        if mail and waiting.filter(pk=key).update(lease_until=lease):  # else withdrawn, or another worker's
            mail.lease_until = lease
            yield mail


def hand(mail: Mail) -> bool:
    """From here on the mail may have arrived. False if it is no longer to be sent, or another worker has it."""
    now = timezone.now()
    mine = Mail.objects.filter(pk=mail.pk, state=State.WAITING, lease_until=mail.lease_until)
    handing = mine.update(
        state=State.HANDING,
        sent_at=now,
        lease_until=now + LEASE,
        link_hash=receipts.hash_secret(mail_links.token(mail, "open")),
        stop_hash=receipts.hash_secret(mail_links.token(mail, "stop")),
        expires_at=now + mail_links.LIVES[Mail.Kind(mail.kind)],
    )
    return bool(handing)


@transaction.atomic
def close(mail: Mail, state: str) -> None:
    """Keep what became of a mail that was handed over."""
    handed = Mail.objects.filter(pk=mail.pk, state=State.HANDING)
    if handed.update(state=state, lease_until=None, sealed=None):
        notify.told(mail)
        if state == State.UNKNOWN:
            logger.error("Nobody knows whether %s arrived; it is not sent again", mail)


def report_unknown() -> None:
    """Mails whose worker died while it handed them over."""
    for mail in Mail.objects.filter(state=State.HANDING, lease_until__lte=timezone.now()):
        close(mail, State.UNKNOWN)


@transaction.atomic
def refuse(mail: Mail, code: int, *, held: str) -> None:
    """The server did not take it: later again, or, when it says so or was asked for two days, never."""
    mine = Mail.objects.filter(pk=mail.pk, state=held)
    tries, now = mail.attempts + 1, timezone.now()
    if 400 <= code < 500 and tries < TRIES:
        wait = min(dt.timedelta(minutes=2 ** min(tries - 1, 10)), LONGEST_WAIT)
        mine.update(
            state=State.WAITING,
            attempts=tries,
            due_at=now + wait,
            lease_until=None,
            sent_at=None,
            expires_at=None,
        )
        return
    if mine.update(state=State.FAILED, attempts=tries, lease_until=None, sealed=None, expires_at=now):
        notify.told(mail)
        logger.error("%s was given up: the server answered %d", mail, code)


def release(mail: Mail) -> None:
    """Let a mail that was only looked at wait on, as if nobody had."""
    Mail.objects.filter(pk=mail.pk, state=State.WAITING, lease_until=mail.lease_until).update(lease_until=None)
