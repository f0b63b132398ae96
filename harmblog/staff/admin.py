"""Accounts in Django's admin: a change of rights is in the log, and whoever lost their telephone gets in again. An
author's name is on the pages, and their own page goes with them, so a change renews all.
"""

from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ..pagecache import bump
from . import second_factor, sessions
from .noting import note
from .resetting import reset
from .roles import rights, roles


class AccountAdmin(UserAdmin):
    actions = ["take_second_factor", "end_sessions"]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Remember what the account could do before; its groups are saved after this."""
        before = User.objects.filter(pk=obj.pk).first() if change else None
        obj.roles_before = roles(before) if before else ""
        super().save_model(request, obj, form, change)
        bump()

    @transaction.atomic
    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        user = form.instance
        before, after = user.roles_before, roles(user)
        if before != after or not change:
            note("role", user, by=request.user, before=before, after=after)

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:
        """A password that an admin gives ends all log-ins that were opened with the one before."""
        response: HttpResponse = super().user_change_password(request, id, form_url)
        if request.method == "POST" and response.status_code == 302:
            sessions.of(id).exclude(pk=sessions.this_one(request)).delete()
            note("password", User(pk=int(id)), by=request.user)
        return response

    @transaction.atomic
    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        self.delete_queryset(request, User.objects.filter(pk=obj.pk))

    @transaction.atomic
    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        gone = [(User(pk=user.pk), roles(user)) for user in queryset]
        super().delete_queryset(request, queryset)
        bump()
        for user, before in gone:
            note("role", user, by=request.user, before=before, after="gone")

    @admin.action(description=gettext_lazy("Take away the second factor: they set up a new one at their next log-in"))
    def take_second_factor(self, request: HttpRequest, queryset: QuerySet[User]) -> HttpResponse | None:
        if not second_factor.is_fresh(request):
            messages.info(request, _("Please show that it is you, and then do it again. Nothing was changed yet."))
            return HttpResponseRedirect(f"{reverse('confirm')}?next={request.path}")
        for user in queryset:
            reset(user, by=request.user)
        count = len(queryset)
        done = ngettext(
            "%(count)d account has no second factor now. Until its owner sets up a new one, its password is enough.",
            "%(count)d accounts have no second factor now. Until their owners set up new ones, a password is enough.",
            count,
        )
        messages.success(request, done % {"count": count})
        return None

    @admin.action(description=gettext_lazy("Log them out everywhere"))
    def end_sessions(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        ended = sum(sessions.of(user).exclude(pk=sessions.this_one(request)).delete()[0] for user in queryset)
        done = ngettext("%(ended)d other log-in was ended.", "%(ended)d other log-ins were ended.", ended)
        messages.success(request, done % {"ended": ended})

    def get_actions(self, request: HttpRequest) -> Any:
        """For admins alone, as everything about accounts."""
        return super().get_actions(request) if request.user.is_superuser else {}


class RightsAdmin(GroupAdmin):
    """Groups: whoever gives one of them another right gives it to all its members, and that is in the log as well."""

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Remember what it gave before; its rights are saved after this."""
        obj.rights_before = rights(obj) if change else ""
        super().save_model(request, obj, form, change)

    @transaction.atomic
    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        before = form.instance.rights_before
        chosen = set(form.instance.permissions.values_list("pk", flat=True)) if change else None
        super().save_related(request, form, formsets, change)
        if chosen != set(form.instance.permissions.values_list("pk", flat=True)):
            note("group", form.instance, by=request.user, before=before, after=rights(form.instance))

    @transaction.atomic
    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        self.delete_queryset(request, Group.objects.filter(pk=obj.pk))

    @transaction.atomic
    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Group]) -> None:
        gone = [(Group(pk=group.pk), rights(group)) for group in queryset]
        super().delete_queryset(request, queryset)
        for group, before in gone:
            note("group", group, by=request.user, before=before, after="gone")
