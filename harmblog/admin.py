"""The site's own words, in Django's admin: one row, so one form and no list; for superusers only. And the accounts."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from .models import Site
from .staff.admin import AccountAdmin, RightsAdmin
from .text import refuse_invisible


class SiteForm(forms.ModelForm):
    licence_url = forms.URLField(label=_("Address of the licence"), required=False, assume_scheme="https")

    class Meta:
        model = Site
        fields = ["name", "tagline", "navigation", "footer", "licence", "licence_url", "review_after"]
        widgets = {
            "navigation": forms.Textarea(attrs={"rows": 8}),
            "footer": forms.Textarea(attrs={"rows": 6}),
        }
        help_texts = {"footer": _("On every page. You can use *emphasis*, > quotes, lists with - and [links](/help/).")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].validators.append(refuse_invisible)


admin.site.unregister(User)
admin.site.register(User, AccountAdmin)
admin.site.unregister(Group)
admin.site.register(Group, RightsAdmin)


@admin.register(Site)
class SiteAdmin(admin.ModelAdmin):
    form = SiteForm

    def has_module_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_active and request.user.is_superuser)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_module_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_module_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """No list: there is one row."""
        return HttpResponseRedirect(reverse("admin:harmblog_site_change", args=[1]))

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Site | None:
        """The words that are shown now, also while no row holds them yet."""
        return Site.current() if object_id == "1" else None

    def save_model(self, request: HttpRequest, obj: Site, form: Any, change: bool) -> None:
        Site.objects.get_or_create(pk=1)  # survives two admins who make it at the same moment
        obj.save(force_update=True)
