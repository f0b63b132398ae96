"""Author pages in Django's admin: editors write their own, superusers all."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from ..models import Profile


class ProfileForm(forms.ModelForm):
    class Meta:
        model = Profile
        fields = ["user", "slug", "biography"]
        widgets = {"biography": forms.Textarea(attrs={"rows": 8})}
        help_texts = {"slug": _("The last part of the address. Left empty, it is made from the full name.")}

    def clean(self) -> None:
        """Refuse what would show an account name, which is half of a log-in."""
        super().clean()
        user = self.cleaned_data.get("user")
        if user is None:
            return
        if not user.get_full_name():
            unnamed = _(
                "This account has no full name, and its account name is never shown. Give it a full name first."
            )
            raise ValidationError({"user": unnamed})
        slug = self.cleaned_data.get("slug") or slugify(user.get_full_name(), allow_unicode=True)
        if slug.casefold() == user.get_username().casefold():
            self.add_error("slug", _("This is the name of the account, with which somebody logs in. Choose another."))


@admin.register(Profile)
class ProfileAdmin(admin.ModelAdmin):
    form = ProfileForm
    list_display = ["name", "slug"]
    list_select_related = ["user"]
    ordering = ["slug"]

    @admin.display(description=_("name"))
    def name(self, profile: Profile) -> str:
        return profile.name

    def get_queryset(self, request: HttpRequest) -> QuerySet[Profile]:
        profiles = super().get_queryset(request)
        return profiles if request.user.is_superuser else profiles.filter(user_id=request.user.pk)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """For an editor, once: afterwards theirs is there to be changed."""
        if request.user.is_superuser:
            return super().has_add_permission(request)
        return super().has_add_permission(request) and not self.get_queryset(request).exists()

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if not request.user.is_superuser:
            own = User.objects.filter(username=request.user.get_username())
            kwargs |= {"queryset": own, "initial": request.user.pk}
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
