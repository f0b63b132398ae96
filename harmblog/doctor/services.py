"""What must be at work beside this process: the database, the worker, the cache, mail, a clock."""

import datetime as dt
import secrets
import smtplib
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.core.mail import get_connection
from django.db import Error, connection, connections
from django.utils import timezone

from comments.models import LogCheck, LogLine
from harmblog import counters, ready, replica, stores
from harmblog.databases import REPLICA

from .finding import Finding

SKEW = dt.timedelta(seconds=5)
DURABLE = {"fsync": ("on",), "full_page_writes": ("on",), "synchronous_commit": ("on", "remote_apply", "local")}
CHECKED_WITHIN = dt.timedelta(hours=26)
Findings = Iterator[Finding]


def what_readyz_tells() -> Findings:
    for check in ready.checks():
        if check.wrong:
            told = Finding.look if check.name == "queue" else Finding.wrong
            yield told(f"{check.name.capitalize()}: {check.wrong}.")


def how_durable_the_database_is() -> Findings:
    """Whether what was answered with "received" survives a power cut."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        for name, good in DURABLE.items():
            cursor.execute(f"SHOW {name}")
            if (value := cursor.fetchone()[0]) not in good:
                yield Finding.wrong(
                    f"PostgreSQL has {name} = {value}: a comment that was answered with “received” can be lost in a "
                    f"power cut. Set {name} = on."
                )


def the_clock() -> Findings:
    now = timezone.now()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            difference = abs(cursor.fetchone()[0] - timezone.now())
        if difference > SKEW:
            yield Finding.wrong(
                f"This machine's clock and the database's differ by {difference.total_seconds():.0f} s."
            )
    newest = LogLine.objects.order_by("-number").values_list("at", flat=True).first()
    if newest and newest > now + SKEW:
        yield Finding.wrong(
            f"The clock says {now:%Y-%m-%d %H:%M}, but the log goes on until {newest:%Y-%m-%d %H:%M} (UTC): it goes "
            "wrong, or did. What is to be forgotten, and keys of months, depend on it."
        )


def the_log() -> Findings:
    last = LogCheck.objects.filter(pk=1).first()
    if last and last.wrong:
        yield Finding.wrong("The log was changed, or is damaged: manage.py verify_log says what is wrong.")
    elif last and last.at < timezone.now() - CHECKED_WITHIN:
        yield Finding.look("The worker has not read the log for more than a day: manage.py verify_log")


def what_is_not_installed() -> Findings:
    for package in sorted(stores.MISSING):
        yield Finding.wrong(f"The settings ask for what the package {package} does, and it is not installed.")


def the_cache() -> Findings:
    key, value = "doctor", secrets.token_bytes(8)
    try:
        cache.set(key, value, 10)
        kept: Any = cache.get(key)
    except Exception as error:  # of whatever library the cache is made with
        yield Finding.wrong(f"The cache (CACHE_URL) does not answer: {type(error).__name__}.")
        return
    if kept != value:
        yield Finding.wrong("The cache (CACHE_URL) does not keep what it is given.")


def the_counters() -> Findings:
    shared = counters.of_this_site()
    if shared is None:
        return
    try:
        on_a_disk = shared.on_a_disk()
    except Exception as error:  # of whatever kind: it may also not want to be asked this
        yield Finding.wrong(
            f"The shared counters (LIMITS_URL) do not answer, or not all: {type(error).__name__}. Each process counts "
            "for itself meanwhile."
        )
        return
    if on_a_disk:
        yield Finding.wrong(
            "The Redis of LIMITS_URL writes to a disk, and with it the day's salt, which must be gone when the day is: "
            'start it with --save "" --appendonly no'
        )


def the_replica() -> Findings:
    if not replica.is_there() or connection.vendor != "postgresql":
        return
    try:
        with connections[REPLICA].cursor() as cursor:
            cursor.execute("SELECT pg_is_in_recovery()")
            follows = cursor.fetchone()[0]
    except Error:
        return  # as `what_readyz_tells` says
    if not follows:
        yield Finding.look(
            "DATABASE_REPLICA_URL names a database that follows no other: the primary itself, or a replica that has "
            "taken its place."
        )


def the_mail_server() -> Findings:
    if not settings.SENDS_MAIL:
        return
    server: Any = get_connection()
    try:
        server.open()
        server.close()
    except (smtplib.SMTPException, OSError) as error:
        yield Finding.wrong(f"The mail server (EMAIL_URL) cannot be reached, or refuses us: {type(error).__name__}.")


LOOKS = (
    what_readyz_tells,
    how_durable_the_database_is,
    the_replica,
    the_clock,
    the_log,
    what_is_not_installed,
    the_cache,
    the_counters,
    the_mail_server,
)
