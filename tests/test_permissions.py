"""What an account may do is asked once for a request, and answered as Django itself does."""

from collections.abc import Callable

import pytest
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import AnonymousUser, Permission, User

from harmblog.staff.permissions import Permissions

from .conftest import account

pytestmark = pytest.mark.django_db
BOTH = (Permissions(), ModelBackend())


def permissions() -> list[str]:
    found = [f"{app}.{name}" for app, name in Permission.objects.values_list("content_type__app_label", "codename")]
    assert len(found) > 50
    return found


def with_one_of_its_own() -> User:
    user = account("rin")
    user.user_permissions.add(Permission.objects.get(codename="agree_to_reveal"))
    return user


@pytest.mark.parametrize(
    ("make", "some"),
    [
        (lambda: account("none"), 0),
        (lambda: account("mo", "Moderator"), 2),
        (lambda: account("ed", "Editor"), 2),
        (with_one_of_its_own, 1),
    ],
)
def test_says_the_same_as_django(make: Callable[[], User], some: int) -> None:
    user = make()
    ours, djangos = ([name for name in permissions() if one.has_perm(user, name)] for one in BOTH)
    assert ours == djangos
    assert len(ours) >= some


def test_says_no_to_whoever_may_not_log_in() -> None:
    for user in (account("gone", "Moderator", is_active=False), AnonymousUser()):
        assert not any(Permissions().has_perm(user, name) for name in permissions())


def test_what_is_taken_away_is_gone_with_the_next_request(mo: User) -> None:
    name = "comments.moderate_comment"
    assert User.objects.get(pk=mo.pk).has_perm(name)
    mo.groups.clear()
    assert not User.objects.get(pk=mo.pk).has_perm(name)


def test_one_query_answers_for_a_request(mo: User, django_assert_num_queries: Callable[..., object]) -> None:
    user = User.objects.get(pk=mo.pk)
    with django_assert_num_queries(1):  # type: ignore[attr-defined]
        assert all(user.has_perm("comments.moderate_comment") for _ in range(3))
