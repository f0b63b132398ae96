"""Topics in Django's admin."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from .. import writing
from ..models import Topic


@admin.register(Topic)
class TopicAdmin(admin.ModelAdmin):
    list_display = ["name", "is_featured", "description"]
    list_editable = ["is_featured"]

    def get_changelist_form(self, request: HttpRequest, **kwargs: Any) -> Any:
        named = forms.CheckboxInput(attrs={"aria-label": _("on the front page")})  # in the list a column says it
        return super().get_changelist_form(request, **{**kwargs, "widgets": {"is_featured": named}})

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        writing.save_topic(obj)
