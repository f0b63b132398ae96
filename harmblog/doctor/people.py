"""Who works here: accounts that a password alone opens, and roles that nobody has."""

from collections.abc import Iterator

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.auth.models import User
from django.db.models import Exists, OuterRef, Q

from harmblog.models import AuthenticatorApp, Passkey

from .finding import Finding

SHOWN = 10
Findings = Iterator[Finding]


def who_has_no_second_factor() -> Findings:
    staff = User.objects.filter(Q(is_staff=True) | Q(is_superuser=True) | Q(groups__isnull=False), is_active=True)
    has = [Exists(kind.objects.filter(user=OuterRef("pk"))) for kind in (AuthenticatorApp, Passkey)]
    without = (
        staff.filter(~has[0], ~has[1])
        .exclude(password__startswith=UNUSABLE_PASSWORD_PREFIX)
        .distinct()
        .order_by("username")
    )
    names = list(without.values_list("username", flat=True)[: SHOWN + 1])
    if names:
        more = " and others" if len(names) > SHOWN else ""
        yield Finding.look(
            f"Without a second factor yet: {', '.join(names[:SHOWN])}{more}. Whoever has such a password first, sets "
            "the factor up: ask them to log in soon, or switch the accounts off."
        )


def who_moderates() -> Findings:
    if not User.objects.filter(Q(groups__name="Moderator") | Q(is_superuser=True), is_active=True).exists():
        yield Finding.wrong("Nobody can moderate: put an account into the group Moderator, in the admin.")


LOOKS = (who_has_no_second_factor, who_moderates)
