"""Standing pages (About, Help, House rules) in Django's admin: articles without what only the stream needs."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from ..models import Article, Page
from .article import AT_ONCE, ArticleAdmin
from .listing import StateFilter
from .text import COMMENTS, FIELDS


@admin.register(Page)
class PageAdmin(ArticleAdmin):
    kind = Article.Kind.PAGE
    list_display = ["title", "state", "slug", "comments_open", "updated_at"]
    list_filter = [StateFilter]
    date_hierarchy = None  # type: ignore[assignment]
    filter_horizontal = []
    fieldsets = [
        (None, {"fields": FIELDS, "classes": ["text"]}),
        (
            _("Publishing"),
            {
                "fields": ("slug", "status", "published_at", "reviewed_on", "language", "translation_of"),
                "classes": ["settings"],
                "description": AT_ONCE,
            },
        ),
        (_("Comments"), {"fields": COMMENTS, "classes": ["settings"]}),
    ]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {**super().get_changeform_initial_data(request), "comments_open": False}

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        obj.author_id = obj.author_id or request.user.pk or 0  # shown nowhere: a page speaks for the site
        super().save_model(request, obj, form, change)
