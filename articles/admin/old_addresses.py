"""Old addresses in the admin: those that renaming and moving in left behind, and others that an editor adds."""

import re
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from harmblog.text import refuse_control_characters

from ..models import Redirect
from ..models.querysets import BODIES
from ..redirects import NUMBERED, is_in_use
from .language import ArticleByAddress

_BY_NUMBER = re.compile(rf"/\?({'|'.join(NUMBERED)})=[1-9][0-9]{{0,17}}")


class RedirectForm(forms.ModelForm):
    article = ArticleByAddress(
        label=_("Article or page"),
        required=False,
        help_text=_("Its address, or the last part of it."),
        error_messages={"invalid_choice": _("There is no article with this address.")},
    )

    class Meta:
        model = Redirect
        fields = ["old_path", "article", "topic"]
        widgets = {"old_path": forms.TextInput(attrs={"class": "vTextField"})}

    def clean_old_path(self) -> str:
        """An address of this site, without its name, at which nothing else is."""
        path = self.cleaned_data["old_path"].strip()
        refuse_control_characters(path)
        if not path.startswith("/"):
            raise ValidationError(_("Begin with a slash, and leave out the name of the site: /2019/05/sleep/"))
        if path.startswith("//") or "\\" in path:
            raise ValidationError(_("This would be the address of another site. Begin with one slash only."))
        if ("?" in path and not _BY_NUMBER.fullmatch(path)) or "#" in path or re.search(r"\s", path):
            raise ValidationError(
                _("Leave out spaces, and what follows ? or #. Only numbers as in /?p=12 are looked up.")
            )
        if "?" not in path and is_in_use(path):
            raise ValidationError(_("There is something at this address already."))
        return path

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if {"article", "topic"} <= data.keys() and bool(data["article"]) == bool(data["topic"]):
            raise ValidationError(_("Say where it leads: either to an article or to a topic."))
        return data


@admin.register(Redirect)
class RedirectAdmin(admin.ModelAdmin):
    form = RedirectForm
    list_display = ["old_path", "leads_to"]
    search_fields = ["old_path", "article__title", "article__slug", "topic__name"]
    ordering = ["old_path"]
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Redirect]:
        return (
            super()
            .get_queryset(request)
            .select_related("article", "topic")
            .defer(*(f"article__{name}" for name in BODIES))
        )

    @admin.display(description=_("leads to"))
    def leads_to(self, redirect: Redirect) -> str:
        target = redirect.article or redirect.topic
        return format_html('<a href="{}">{}</a>', target.get_absolute_url(), target) if target else ""
