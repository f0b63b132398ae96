"""The doors to the desk and to what is sealed. Every view of `desk/urls.py` is wrapped in the one, every view below
`/sealed/` in the other; a test walks the URL map to see.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required, permission_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from .. import reveal

View = Callable[..., HttpResponse]


def moderators_only(view: View) -> Any:
    """Strangers are sent to log in; staff without the right to moderate get a 403."""
    return login_required(permission_required("comments.moderate_comment", raise_exception=True)(view))


def sealed_only(view: View, *rights: str) -> Any:
    """Strangers are sent to log in; staff without one of these rights, given by a group, get a 403. Without any
    named, superusers may come in as well: to see who asked for what, and nothing that is sealed.
    """

    @login_required
    @wraps(view)
    def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        given = any(reveal.may(request.user, right) for right in rights or (reveal.ASK, reveal.AGREE))
        if not given and (rights or not request.user.is_superuser):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return door
