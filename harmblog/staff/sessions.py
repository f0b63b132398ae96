"""Where log-ins are kept (Django's SESSION_ENGINE): they end after 30 minutes of nothing, and after 12 hours.

Both limits are one date in the row, which the query for it looks at, so that no code can forget to ask. Readers have
no session. Only a hash of the cookie is kept: whoever reads the database cannot take a log-in over.
"""

import datetime as dt
import hashlib
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from ..databases.unhurried import unhurried
from ..prepared import Prepared
from .models import StaffSession

IDLE = dt.timedelta(minutes=30)
LONGEST = dt.timedelta(hours=12)
NOTED = 60  # seconds between two notes of when somebody was last seen
OPEN = Prepared(lambda key, now: StaffSession.objects.filter(session_key=key, expire_date__gt=now), *(str, dt.datetime))
STARTED, SEEN = "started", "seen"  # names in a session's data, with the second since 1970


def now() -> int:
    return int(timezone.now().timestamp())


def row_key(session_key: str) -> str:
    """What is kept of a cookie: 160 bits, as many as fit."""
    return hashlib.sha256(session_key.encode()).hexdigest()[:40]


class SessionStore(DatabaseStore):
    """Django's, by the hash of the key, with the account and the times beside the data."""

    @classmethod
    def get_model_class(cls) -> type[StaffSession]:
        return StaffSession

    def _get_session_from_db(self) -> StaffSession | None:
        row = OPEN.first(row_key(self.session_key or ""), timezone.now())
        if row is None:
            self._session_key = None  # Django makes a new key rather than one that somebody else chose
        return row

    def exists(self, session_key: str) -> bool:
        return super().exists(row_key(session_key))

    def save(self, must_create: bool = False) -> None:
        """Without waiting for the disk: what a power cut may take is a log-in or a message of the last moment, never
        that one has ended.
        """
        with unhurried():
            super().save(must_create)

    def delete(self, session_key: str | None = None) -> None:
        if key := session_key or self.session_key:
            StaffSession.objects.filter(session_key=row_key(key)).delete()

    def create_model_instance(self, data: dict[str, Any]) -> StaffSession:
        started, seen = (data.setdefault(name, now()) for name in (STARTED, SEEN))
        started_at, seen_at = (dt.datetime.fromtimestamp(second, dt.UTC) for second in (started, seen))
        return StaffSession(
            session_key=row_key(self._get_or_create_session_key()),  # type: ignore[attr-defined]
            session_data=self.encode(data),
            expire_date=min(started_at + LONGEST, seen_at + IDLE),
            user_id=data.get(SESSION_KEY),
            started_at=started_at,
            seen_at=seen_at,
        )


def member(request: HttpRequest) -> User:
    """Whoever is logged in. The gate lets nobody else through to a page that asks."""
    assert isinstance(request.user, User)  # noqa: S101
    return request.user


def touch(request: HttpRequest) -> None:
    """Note that somebody is at work; at most once a minute, so that reading does not write all the time."""
    if now() - request.session.get(SEEN, 0) >= NOTED:
        request.session[SEEN] = now()


def renew(request: HttpRequest) -> None:
    """Another key for the same session: one that was seen before somebody proved who they are is worth nothing."""
    request.session.cycle_key()


def of(user: Any) -> QuerySet[StaffSession]:
    """The log-ins of an account that are open, the newest first."""
    open_ones: QuerySet[StaffSession] = StaffSession.objects.filter(user=user, expire_date__gt=timezone.now())
    return open_ones.order_by("-seen_at", "session_key")


def this_one(request: HttpRequest) -> str:
    """The key of the row of whoever asks."""
    return row_key(request.session.session_key or "")


def end_others(request: HttpRequest) -> int:
    """Log the account out everywhere else. Returns where it was."""
    return of(member(request)).exclude(pk=this_one(request)).delete()[0]
