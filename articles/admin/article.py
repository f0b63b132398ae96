"""The writers' desk, in Django's admin: Markdown with a toolbar, a preview through the page's own code."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from harmblog.markup import article_html
from harmblog.pagecache import bump

from ..models import Article, Topic
from ..views import article_page


class MarkdownTextarea(forms.Textarea):
    """A plain textarea under a toolbar. Without JavaScript the toolbar is not there and nothing is missing."""

    template_name = "articles/markdown_textarea.html"

    class Media:
        css = {"all": ["admin/markdown.css"]}
        js = [forms.Script("vendor/markdown-toolbar-element.js", type="module")]


FIELDS = ("title", "slug", "summary", "content_note", "body")
PUBLISHING = ("status", "published_at", "author", "topics")
COMMENTS = ("comments_open", "comments_close_on")


class ArticleForm(forms.ModelForm):
    class Meta:
        model = Article
        fields = [*FIELDS, *PUBLISHING, *COMMENTS]
        widgets = {"body": MarkdownTextarea(attrs={"rows": 28}), "summary": forms.Textarea(attrs={"rows": 3})}


class StaffAdmin(UserAdmin):
    """Accounts. An author's name is on the pages, so a change of it renews them."""

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        bump()


admin.site.unregister(User)
admin.site.register(User, StaffAdmin)


@admin.register(Topic)
class TopicAdmin(admin.ModelAdmin):
    list_display = ["name", "description"]


@admin.register(Article)
class ArticleAdmin(admin.ModelAdmin):
    form = ArticleForm
    list_display = ["title", "state", "published_at", "author", "comments_open"]
    list_filter = ["status", "topics"]
    list_select_related = ["author"]
    search_fields = ["title", "summary"]
    date_hierarchy = "published_at"
    ordering = ["-updated_at"]
    filter_horizontal = ["topics"]
    show_full_result_count = False
    fieldsets = [
        (None, {"fields": FIELDS}),
        (_("Publishing"), {"fields": PUBLISHING}),
        (_("Comments"), {"fields": COMMENTS}),
    ]

    @admin.display(description=_("state"), ordering="status")
    def state(self, article: Article) -> str:
        return str(_("Scheduled")) if article.is_scheduled else article.get_status_display()

    def view_on_site(self, article: Article) -> str | None:
        """A link to the page, once there is one for readers."""
        public = article.status == Article.Status.PUBLISHED and not article.is_scheduled
        return article.get_absolute_url() if public else None

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"author": request.user.pk, **super().get_changeform_initial_data(request)}

    def get_urls(self) -> list[Any]:
        preview = self.admin_site.admin_view(self.preview)
        return [
            path("add/preview/", preview, name="articles_article_preview_new"),
            path("<path:object_id>/change/preview/", preview, name="articles_article_preview"),
            *super().get_urls(),
        ]

    def preview(self, request: HttpRequest, object_id: str | None = None) -> HttpResponse:
        """What is in the editor now, saved or not, as the page will show it. Nothing is stored."""
        saved = self.get_object(request, object_id) if object_id else None
        if object_id and saved is None:
            raise Http404
        if not (self.has_view_or_change_permission(request, saved) if saved else self.has_add_permission(request)):
            raise PermissionDenied
        article = saved or Article(author_id=request.user.pk or 0)
        if request.method == "POST":
            for name in ("title", "summary", "body", "content_note"):
                setattr(article, name, request.POST.get(name, ""))
        article.slug = article.slug or "preview"
        article.body_html = article_html(article.body)
        article.published_at = article.published_at or timezone.now()
        return article_page(request, article, preview=True)
