"""The one door to the desk. Every view of `desk/urls.py` is wrapped in it; a test walks the URL map to see."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpResponse

View = Callable[..., HttpResponse]


def moderators_only(view: View) -> Any:
    """Strangers are sent to log in; staff without the right to moderate get a 403."""
    return login_required(permission_required("comments.moderate_comment", raise_exception=True)(view))
