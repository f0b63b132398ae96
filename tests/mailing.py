"""A mail server that collects, and can be told to misbehave; a clock that can be moved on."""

import asyncio
import datetime as dt
import re
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP
from django.conf import settings
from django.utils import timezone

from comments import worker
from comments.outbox import Outbox

from .apart import free_port

NEWS, QUESTION = "A message you asked for", "Please confirm"


class Collector:
    """What arrived, by Message-ID, and what to answer instead of 250."""

    def __init__(self) -> None:
        self.arrived: list[Any] = []
        self.answer: Callable[[], str] = lambda: "250 Kept"
        self.silent_after = 10**6  # mails; then the server takes the text and says nothing
        self.drops = 0  # so many connections break after the text was taken, before the answer

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Any) -> str:  # noqa: N802 - its name
        if len(self.arrived) >= self.silent_after:
            await asyncio.sleep(60)  # or until the other side is gone
        answer = self.answer()
        if answer.startswith("250"):
            message = message_from_bytes(envelope.content, policy=policy.default)
            message.envelope = (envelope.mail_from, envelope.rcpt_tos)  # type: ignore[attr-defined]
            self.arrived.append(message)
        if self.drops:
            self.drops -= 1
            server.transport.abort()
        return answer

    @property
    def ids(self) -> list[str]:
        return [message["Message-ID"] for message in self.arrived]

    def links(self, number: int = -1) -> list[str]:
        """The paths of the links in one mail: to open, to stop."""
        return re.findall(r"https?://[^/\s]+(/\S+)", self.arrived[number].get_content())


class Server:
    """The collector behind a port, which can be closed and opened again."""

    def __init__(self) -> None:
        self.collector = Collector()
        self.port = free_port()
        self.start()

    def start(self) -> None:
        self.controller = Controller(self.collector, hostname="127.0.0.1", port=self.port)
        self.controller.start()

    def stop(self) -> None:
        self.controller.stop(no_assert=True)


@pytest.fixture
def mail_server(settings: Any) -> Iterator[Server]:
    server = Server()
    settings.SENDS_MAIL, settings.MAIL_FROM = True, "noreply@blog.example.org"
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    yield server
    server.stop()


class Clock:
    """Now, and later."""

    def __init__(self) -> None:
        self.ahead, self.real = dt.timedelta(), timezone.now

    def __call__(self) -> dt.datetime:
        return self.real() + self.ahead

    def forward(self, **time: float) -> None:
        self.ahead += dt.timedelta(**time)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(timezone, "now", clock)
    return clock


def work(outbox: Outbox | None = None) -> None:
    """The worker does what there is to do; the private keys are with it alone."""
    outbox = outbox or Outbox()
    before = settings.SEALING_PRIVATE_KEYS
    settings.SEALING_PRIVATE_KEYS = settings.SEALING_PUBLIC_KEYS.parent / "private"
    try:
        while worker.screen() + worker.tell(outbox):
            pass
    finally:
        settings.SEALING_PRIVATE_KEYS = before
