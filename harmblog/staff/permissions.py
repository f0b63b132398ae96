"""Who may do what, asked of the database once for a request, with a query that is made once.

It stands before Django's own in AUTHENTICATION_BACKENDS, and only ever adds a yes: who logs in, and what is refused, is
for Django's to say, and nobody's log-in depends on this.
"""

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import Exists, OuterRef, Q

from ..prepared import Prepared


def _of(account: int) -> Any:
    given = Permission.user_set.through._default_manager.filter(permission=OuterRef("pk"), user=account)
    by_group = Permission.group_set.through._default_manager.filter(permission=OuterRef("pk"), group__user=account)
    found = Permission.objects.filter(Q(Exists(given)) | Q(Exists(by_group))).order_by()
    return found.values_list("content_type__app_label", "codename")


PERMISSIONS = Prepared(_of, int)
KEPT = "_permissions_of_this_request"


class Permissions:
    """A backend for `has_perm` alone."""

    def authenticate(self, request: Any) -> None:
        """Nobody logs in by this."""

    def has_perm(self, user: Any, permission: str, of: Any = None) -> bool:
        if not (user.is_active and user.pk) or of is not None:
            return False
        if not hasattr(user, KEPT):
            setattr(user, KEPT, {f"{app}.{name}" for app, name in PERMISSIONS.rows(user.pk)})
        return permission in getattr(user, KEPT)
