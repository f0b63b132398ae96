"""What staff's sessions hold is written without waiting for the disk, and nothing else is."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, connection, transaction

from comments.models import Comment, Decision
from harmblog.databases.unhurried import unhurried
from harmblog.models import StaffSession

from .staffing import log_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def as_for_real() -> Iterator[None]:
    """The test run's own PostgreSQL waits for no disk."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit TO on")
        yield
        cursor.execute("RESET synchronous_commit")


def waits() -> bool:
    """Whether what is written now is on the disk before the answer."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous" if connection.vendor == "sqlite" else "SHOW synchronous_commit")
        return cursor.fetchone()[0] in (2, "on")


def test_only_what_is_inside_does_not_wait() -> None:
    with unhurried():
        assert not waits()
    assert waits()


def test_what_fails_inside_leaves_nothing_behind() -> None:
    User.objects.create(username="somebody")
    with pytest.raises(IntegrityError), unhurried(), transaction.atomic():
        User.objects.bulk_create([User(username="another"), User(username="somebody")])
    assert waits()
    assert not User.objects.filter(username="another").exists()


def test_part_of_a_transaction_does_not_hurry_the_whole() -> None:
    with transaction.atomic(), unhurried():
        assert waits()


def test_decision_waits_for_the_disk_and_the_message_about_it_does_not(
    mo: User, say: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    comment = say("Test your batch.")
    browser = log_in("mo").browser
    found: dict[type, bool] = {}

    def noting(model: type[Any]) -> None:
        save = model.save

        def noted(row: Any, *args: Any, **how: Any) -> None:
            found[model] = waits()
            save(row, *args, **how)

        monkeypatch.setattr(model, "save", noted)

    noting(Decision)
    noting(StaffSession)
    form = {"comment": comment.seen, "act": "approve", "expected": "pending"}
    assert browser.post("/moderation/decide/", form).status_code == 302
    assert found == {Decision: True, StaffSession: False}
    assert Comment.objects.get(pk=comment.pk).status == "approved"
