"""The history of an article: every text that was saved, any two side by side, and each to be had back."""

from itertools import islice
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from .. import writing
from ..compare import Row, compare, count_words
from ..models import Article, Revision
from .base import Part, differing, labels
from .base import number as number_in  # views have a parameter of that name

PER_PAGE = 20
ROWS = 1500  # of a comparison; a page with more is for no one to read


class History(Part):
    def get_urls(self) -> list[Any]:
        return [
            self.page("<path:object_id>/history/compare/", self.compare, "compare"),
            self.page("<path:object_id>/history/<int:number>/", self.revision, "revision"),
            self.page("<path:object_id>/history/<int:number>/restore/", self.restore, "restore", acts=True),
            *super().get_urls(),
        ]

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> Any:
        """All revisions, newest first, with how much each changed."""
        article = self.article(request, object_id, to_change=False)
        page = Paginator(article.revisions.select_related("editor"), PER_PAGE).get_page(request.GET.get("page"))
        _count_changes(article, list(page))
        context = self.context(request, article, title=_("History"), subtitle=str(article), page=page)
        return render(request, "admin/articles/article/history.html", context)

    def revision(self, request: HttpRequest, object_id: str, number: int) -> HttpResponse:
        """One of them."""
        article = self.article(request, object_id, to_change=False)
        revision = _revision(article, number)
        title = _("Revision %(number)s") % {"number": number}
        may = self.has_change_permission(request, article)
        texts = [(label, getattr(revision, name)) for name, label in labels()]
        context = self.context(
            request, article, title=title, subtitle=str(article), revision=revision, texts=texts, may_restore=may
        )
        return render(request, "admin/articles/article/revision.html", context)

    def compare(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Two of them side by side, the older one first, whichever was chosen as which."""
        article = self.article(request, object_id, to_change=False)
        numbers = sorted(number_in(request.GET.get(name, "")) for name in ("old", "new"))
        old, new = (_revision(article, chosen) for chosen in numbers)
        context = self.context(
            request,
            article,
            title=_("Revisions %(old)s and %(new)s") % {"old": old.number, "new": new.number},
            subtitle=str(article),
            old=old,
            new=new,
            differ=[
                (label, *_rows(before, after))
                for label, before, after in differing(writing.words_of(old), writing.words_of(new))
            ],
        )
        return render(request, "admin/articles/article/compare.html", context)

    def restore(self, request: HttpRequest, object_id: str, number: int) -> HttpResponse:
        """Its text once more, as the newest one."""
        article = self.article(request, object_id)
        _revision(article, number)
        based_on = number_in(request.POST.get("based_on", ""))
        try:
            made = writing.restore(article, number, editor=request.user, based_on=based_on)
        except writing.Stale as stale:
            said = _("%(name)s has saved a newer text meanwhile. Look at it first, and then restore if you still want.")
            self.message_user(request, said % {"name": stale.first.editor}, messages.WARNING)
            return HttpResponseRedirect(self.address("history", article.pk))
        public = article.status == Article.Status.PUBLISHED and made.number != article.shown_edition
        said = _("The text of revision %(number)s is back. Readers see it when you show them the changes.")
        said = said if public else _("The text of revision %(number)s is back.")
        self.message_user(request, said % {"number": number}, messages.SUCCESS)
        return HttpResponseRedirect(self.address("change", article.pk))


def _rows(old: str, new: str) -> tuple[list[Row], bool]:
    rows = compare(old, new)
    return list(islice(rows, ROWS)), len(rows) > ROWS


def _revision(article: Article, number: int) -> Revision:
    if found := article.revisions.filter(number=min(number, 2**31 - 1)).select_related("editor").first():
        return found
    raise Http404


def _count_changes(article: Article, page: list[Revision]) -> None:
    """How many words each added and removed, against the text that it was written over."""
    first = page[-1].number if page else 0
    line = [*article.revisions.filter(number__lt=first).exclude(kind=Revision.Kind.ASIDE)[:1]]
    for revision in reversed(page):
        before = line[-1].body if line else ""
        revision.added, revision.removed = count_words(before, revision.body)  # type: ignore[attr-defined]
        if revision.kind != Revision.Kind.ASIDE:
            line.append(revision)
