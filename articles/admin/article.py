"""The writers' desk, in Django's admin: what it is made of, topics, and the accounts of those who write."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from harmblog.pagecache import bump

from .. import writing
from ..models import Article, Topic
from .history import History
from .images import ImagesInText
from .listing import Listing
from .preview import Preview
from .text import COMMENTS, FIELDS, PUBLISHING, ArticleForm, TopicsField
from .working import Working


class StaffAdmin(UserAdmin):
    """Accounts. An author's name is on the pages, and their own page goes with them, so a change renews all."""

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        bump()

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        super().delete_model(request, obj)
        bump()

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        super().delete_queryset(request, queryset)
        bump()


admin.site.unregister(User)
admin.site.register(User, StaffAdmin)


@admin.register(Topic)
class TopicAdmin(admin.ModelAdmin):
    list_display = ["name", "is_featured", "description"]
    list_editable = ["is_featured"]

    def get_changelist_form(self, request: HttpRequest, **kwargs: Any) -> Any:
        named = forms.CheckboxInput(attrs={"aria-label": _("on the front page")})  # in the list a column says it
        return super().get_changelist_form(request, **{**kwargs, "widgets": {"is_featured": named}})

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        writing.save_topic(obj)


AT_ONCE = _("What is below takes effect as soon as you save. The text of a published article waits until you show it.")


@admin.register(Article)
class ArticleAdmin(Working, History, Preview, Listing, ImagesInText):
    """Serves standing pages too, as a subclass under another model's name."""

    kind = Article.Kind.ARTICLE
    form = ArticleForm
    filter_horizontal = ["topics"]
    fieldsets = [
        (None, {"fields": FIELDS, "classes": ["text"]}),
        (_("Publishing"), {"fields": PUBLISHING, "classes": ["settings"], "description": AT_ONCE}),
        (_("Comments"), {"fields": COMMENTS, "classes": ["settings"]}),
    ]

    class Media:
        css = {"all": ["admin/writing.css"]}

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        return super().formfield_for_manytomany(db_field, request, **{"form_class": TopicsField, **kwargs})

    def view_on_site(self, article: Article) -> str | None:
        """A link to the page, once there is one for readers."""
        public = article.status == Article.Status.PUBLISHED and not article.is_scheduled
        return article.get_absolute_url() if public else None
