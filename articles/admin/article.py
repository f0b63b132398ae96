"""The writers' desk, in Django's admin: what it is made of."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from ..models import Article
from .history import History
from .images import ImagesInText
from .listing import Listing
from .preview import Preview
from .text import COMMENTS, FIELDS, PUBLISHING, ArticleForm, TopicsField
from .working import Working

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
        return article.get_absolute_url() if public and article.slug else None  # none, in a form that is wrong
