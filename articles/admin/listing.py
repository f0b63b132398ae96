"""The list of articles: filters, publishing several at once, and what is due for review."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from .. import writing
from ..models import Article
from ..review import due
from .base import Part

PER_PAGE = 50


class StateFilter(admin.SimpleListFilter):
    title, parameter_name = gettext_lazy("state"), "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("draft", gettext_lazy("Draft")),
            ("scheduled", gettext_lazy("Scheduled")),
            ("published", gettext_lazy("Published")),
            ("unshown", gettext_lazy("With changes that readers do not see")),
        ]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        states = {
            "draft": queryset.drafts,
            "scheduled": queryset.scheduled,
            "published": queryset.published,
            "unshown": queryset.with_unshown_changes,
        }
        return states.get(self.value() or "", lambda: queryset)()


class DueFilter(admin.SimpleListFilter):
    title, parameter_name = gettext_lazy("review"), "review"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("due", gettext_lazy("Due for review"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.filter(pk__in=due(queryset).order_by().values("pk")) if self.value() == "due" else queryset


class Rows(ChangeList):
    """The rows of the list."""

    def get_queryset(self, *args: Any, **kwargs: Any) -> Any:
        found: Any = super().get_queryset(*args, **kwargs)
        return found.without_bodies()


class Listing(Part):
    change_list_template = "admin/articles/article/change_list.html"
    list_display = ["title", "state", "published_at", "author", "comments_open"]
    list_filter = [StateFilter, DueFilter, "topics", ("author", admin.RelatedOnlyFieldListFilter), "language"]
    list_select_related = ["author"]
    search_fields = ["title", "summary", "body"]
    date_hierarchy = "published_at"
    ordering = ["-updated_at"]
    show_full_result_count = False
    actions = ["publish", "unpublish"]

    def get_urls(self) -> list[Any]:
        return [
            self.page("review/", self.review, "review"),
            self.page("<path:object_id>/review/", self.reviewed, "reviewed", acts=True),
            *super().get_urls(),
        ]

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return Rows

    def get_queryset(self, request: HttpRequest) -> Any:
        """Articles without the standing pages, whose own manager knows them."""
        found: Any = super().get_queryset(request)
        return found.in_stream() if self.model is Article else found

    @admin.display(description=gettext_lazy("state"), ordering="status")
    def state(self, article: Article) -> str:
        said = str(_("Scheduled")) if article.is_scheduled else article.get_status_display()
        behind = article.status == Article.Status.PUBLISHED and article.edition != article.shown_edition
        return _("%(state)s, with changes not shown") % {"state": said} if behind else said

    @admin.action(description=gettext_lazy("Publish"), permissions=["change"])
    def publish(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        chosen = list(queryset.values_list("pk", flat=True))
        done = writing.publish(chosen)
        self.message_user(request, ngettext("%d was published.", "%d were published.", done) % done, messages.SUCCESS)
        self._left(request, len(chosen) - done, _("published already, or without a text"))

    @admin.action(description=gettext_lazy("Unpublish"), permissions=["change"])
    def unpublish(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        chosen = list(queryset.values_list("pk", flat=True))
        done = writing.unpublish(chosen)
        said = ngettext("%d is a draft again.", "%d are drafts again.", done) % done
        self.message_user(request, said, messages.SUCCESS)
        self._left(request, len(chosen) - done, _("drafts already"))

    def _left(self, request: HttpRequest, count: int, why: str) -> None:
        if count:
            said = ngettext("%(n)d was left as it is: %(why)s.", "%(n)d were left as they are: %(why)s.", count)
            self.message_user(request, said % {"n": count, "why": why}, messages.WARNING)

    def review(self, request: HttpRequest) -> HttpResponse:
        """Articles that nobody has checked for long, longest first."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        late = due(self.get_queryset(request)).select_related("author").without_bodies()
        page = Paginator(late, PER_PAGE).get_page(request.GET.get("page"))
        may = self.has_change_permission(request)
        context = self.context(request, title=_("Due for review"), page=page, may_review=may)
        return render(request, "admin/articles/article/review.html", context)

    def reviewed(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Somebody has checked it today."""
        article = self.article(request, object_id)
        writing.reviewed(article)
        said = _("“%(title)s” was reviewed today.") % {"title": article.title}
        self.message_user(request, said, messages.SUCCESS)
        return HttpResponseRedirect(self.address("review"))
