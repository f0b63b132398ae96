"""Django's admin as the writers' desk: whoever was logged out while writing gets everything back."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.admin.options import TO_FIELD_VAR
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse

from .typed import give_back, is_writing


class Desk(AdminSite):
    """Django's own, but for text that arrives when nobody is logged in any more."""

    def admin_view(self, view: Callable[..., Any], cacheable: bool = False) -> Any:
        guarded = super().admin_view(view, cacheable)

        @wraps(guarded)
        def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if is_writing(request) and not self.has_permission(request):
                return give_back(request)
            if any("\0" in value for values in dict(request.GET.lists()).values() for value in values):
                raise BadRequest  # a filter of a list, which PostgreSQL would refuse with an error
            if "" in [*request.GET.getlist(TO_FIELD_VAR), *request.POST.getlist(TO_FIELD_VAR)]:
                raise BadRequest  # no name of a column: Django looks for it all the same, and fails
            if any(name.endswith(("__regex", "__iregex")) for name in request.GET):
                raise BadRequest  # a pattern, which may be none or run for ever: no list of ours offers such a filter
            return guarded(request, *args, **kwargs)

        return door
