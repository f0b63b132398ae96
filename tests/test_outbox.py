"""100 mails through kills, drops and outages: none lost in silence, none twice."""

import os
import signal
import smtplib
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site
from django.db import connection

from comments import letters, outbox, vault
from comments.models import Mail
from comments.outbox import Outbox

from .mailing import Clock, Server, clock, mail_server, work

__all__ = ["clock", "mail_server"]
MANY = 100


@pytest.fixture(autouse=True)
def patient(settings: Any) -> None:
    settings.CONFIRMATIONS_PER_HOUR = 10 * MANY


def write(number: int = MANY) -> list[Mail]:
    """Challenges to so many addresses: mails that need nothing else to be."""
    mails = [Mail(kind="erase") for _ in range(number)]
    for index, mail in enumerate(mails):
        mail.once, mail.sealed = f"erase-{mail.pk}", vault.seal(f"rita{index}@example.org", bound_to=str(mail.pk))
    return Mail.objects.bulk_create(mails)


def states() -> Counter[str]:
    return Counter(Mail.objects.values_list("state", flat=True))


def message_id(mail: Mail) -> str:
    return f"<{mail.pk}@blog.example.org>"


class Killed(BaseException):
    """Nothing in the worker's code catches it, as nothing catches a kill."""


# Where the worker dies: what is called there, and whether it has done its work by then.
POINTS: dict[str, tuple[Any, str, bool]] = {
    "before the claim": (outbox, "report_unknown", False),
    "after the claim": (letters, "write", False),
    "after the envelope": (outbox, "hand", False),
    "inside DATA": (smtplib.SMTP, "data", False),
    "after the server's 250": (smtplib.SMTP, "data", True),
    "before it is noted": (outbox, "close", False),
    "after it is noted": (outbox, "close", True),
}
HANDING = {"inside DATA", "after the server's 250", "before it is noted"}


def dies(real: Callable[..., Any], *, after: bool, at: int) -> Callable[..., Any]:
    calls = 0

    def call(*args: Any, **kwargs: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls < at:
            return real(*args, **kwargs)
        if after:
            real(*args, **kwargs)
        elif args and isinstance(args[0], smtplib.SMTP):
            args[0].docmd("DATA")
            args[0].send(args[1][:100])  # half of it, then silence
            assert args[0].sock
            args[0].sock.shutdown(socket.SHUT_RDWR)
        raise Killed

    return call


@pytest.mark.fault(8)
@pytest.mark.django_db
def test_kills_at_every_point_lose_nothing_and_double_nothing(
    mail_server: Server, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    mails = write()
    for point, (owner, name, after) in POINTS.items():
        for at in (1, 6):
            with pytest.MonkeyPatch.context() as patch:
                at = 1 if name == "report_unknown" else at
                patch.setattr(owner, name, dies(getattr(owner, name), after=after, at=at))
                with pytest.raises(Killed):
                    work()
            clock.forward(minutes=11)
            assert states()["handing"] == (point in HANDING), point
            outbox.report_unknown()
    work()
    arrived = Counter(mail_server.collector.ids)
    assert max(arrived.values()) == 1
    assert states() == {"sent": MANY - 2 * len(HANDING), "unknown": 2 * len(HANDING)}
    unknown = {mail.pk for mail in Mail.objects.filter(state="unknown")}
    assert {message_id(mail) for mail in mails if mail.pk not in unknown} <= set(arrived)
    assert all(f"erase mail {key}" in caplog.text for key in unknown)


@pytest.mark.fault(8)
@pytest.mark.django_db
def test_connection_that_breaks_after_the_text_is_reported_and_not_tried_again(
    mail_server: Server, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    write(20)
    mail_server.collector.drops = 5
    work()
    clock.forward(hours=1)
    work()
    assert states() == {"sent": 15, "unknown": 5}
    assert max(Counter(mail_server.collector.ids).values()) == 1
    assert caplog.text.count("Nobody knows whether") == 5


@pytest.mark.fault(9)
@pytest.mark.django_db
def test_outage_of_an_hour_is_made_good_within_two_minutes(mail_server: Server, clock: Clock) -> None:
    write()
    mail_server.stop()
    box = Outbox()
    for _ in range(120):
        work(box)
        clock.forward(seconds=30)
    assert states() == {"waiting": MANY}
    mail_server.start()
    clock.forward(seconds=60)
    work(box)
    assert states() == {"sent": MANY}
    assert len(set(mail_server.collector.ids)) == len(mail_server.collector.ids) == MANY
    assert set(Mail.objects.values_list("attempts", flat=True)) == {0}


@pytest.mark.django_db
def test_refusal_for_now_is_tried_again_ever_later_for_two_days(
    mail_server: Server, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    write(1)
    mail_server.collector.answer = lambda: "451 rita0@example.org: later"
    tried = []
    for _hour in range(72):
        work()
        clock.forward(hours=1)
        tried.append(Mail.objects.get().attempts)
    assert tried[0] == 1
    assert tried[46] < tried[-1] == outbox.TRIES
    assert states() == {"failed": 1}
    assert "the server answered 451" in caplog.text
    assert not any("rita" in record.getMessage() for record in caplog.records if record.name.startswith("comments"))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("answer", "then"), [("450 greylisted", {"waiting": 1}), ("550 no such mailbox", {"failed": 1})]
)
def test_refused_recipient(mail_server: Server, clock: Clock, answer: str, then: Any) -> None:
    async def refuse(*_: Any) -> str:
        return answer

    mail_server.collector.handle_RCPT = refuse  # type: ignore[attr-defined]
    write(1)
    work()
    assert states() == then
    del mail_server.collector.handle_RCPT  # type: ignore[attr-defined]
    clock.forward(minutes=2)
    work()
    assert states() == ({"sent": 1} if "waiting" in then else then)


@pytest.mark.fault(8)
@pytest.mark.django_db(transaction=True)
def test_worker_process_that_is_killed(mail_server: Server, keys: Path, tmp_path: Path) -> None:
    write(6)
    mail_server.collector.silent_after = 3
    with (tmp_path / "log").open("wb") as log:
        first = start(mail_server, keys, log)
        deadline = time.monotonic() + 60
        while not (states()["sent"] == 3 and states()["handing"]):
            assert time.monotonic() < deadline, (tmp_path / "log").read_text()
            time.sleep(0.05)
        first.send_signal(signal.SIGKILL)
        first.wait()
        mail_server.collector.silent_after = MANY
        Mail.objects.filter(state="handing").update(lease_until=Mail.objects.earliest("created_at").created_at)
        assert start(mail_server, keys, log, "--once").wait(60) == 0
    assert states() == {"sent": 5, "unknown": 1}
    assert "Nobody knows whether" in (tmp_path / "log").read_text()
    assert "rita" not in (tmp_path / "log").read_text()


def start(server: Server, keys: Path, log: Any, *arguments: str) -> "subprocess.Popen[bytes]":
    """A worker process on the database of the tests."""
    db = connection.settings_dict
    url = f"sqlite:///{db['NAME']}"
    if connection.vendor == "postgresql":
        url = os.environ["DATABASE_URL"].rpartition("/")[0] + f"/{db['NAME']}"
    env = {**os.environ, "DATABASE_URL": url, "EMAIL_URL": f"smtp://127.0.0.1:{server.port}"}
    env |= {"SEALING_PUBLIC_KEYS": f"{keys}/public", "SEALING_PRIVATE_KEYS": f"{keys}/private"}
    env |= {"DJANGO_SETTINGS_MODULE": "harmblog.settings"}
    command = [sys.executable, "manage.py", "worker", *arguments]
    return subprocess.Popen(command, cwd=site.BASE_DIR, env=env, stdout=log, stderr=log)
