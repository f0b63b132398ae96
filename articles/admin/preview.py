"""Looking before it is public: the page as it would be, and links that show it to somebody without an account."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from .. import at_work
from ..models import Article
from ..preview import draw
from ..rendering import warnings
from ..views import article_page
from .base import Part, number


class Preview(Part):
    kind: str

    def get_urls(self) -> list[Any]:
        return [
            self.page("add/preview/", self.preview, "preview_new"),
            self.page("<path:object_id>/change/preview/", self.preview, "preview"),
            self.page("<path:object_id>/change/link/", self.make_link, "make_link", acts=True),
            self.page("<path:object_id>/change/link/close/", self.close_link, "close_link", acts=True),
            *super().get_urls(),
        ]

    def preview(self, request: HttpRequest, object_id: str | None = None) -> HttpResponse:
        """What is in the editor now, saved or not, as the page will show it. Nothing is stored."""
        if object_id is None and not self.has_add_permission(request):
            raise PermissionDenied
        new = self.model(author_id=request.user.pk or 0, kind=self.kind)
        article = self.article(request, object_id, to_change=False) if object_id else new
        if request.method == "POST":
            for name in Article.TEXT:
                setattr(article, name, request.POST.get(name, ""))
            article.language = request.POST.get("language") or article.language
        return article_page(request, article, preview=True, warnings=warnings(draw(article)))

    def make_link(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """A private address of the newest text, for as many days as were chosen."""
        article = self.article(request, object_id)
        days = number(request.POST.get("days", ""))
        link = at_work.make_link(article, editor=request.user, days=days if days in at_work.DAYS else 7)
        said = _("The link opens for whoever has it: %(address)s")
        address = settings.SITE_URL + link.get_absolute_url()
        self.message_user(request, said % {"address": address}, messages.SUCCESS)
        return self._to_links(article)

    def close_link(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """From now on the link shows nothing."""
        article = self.article(request, object_id)
        at_work.close_link(article, request.POST.get("key", "").replace("\0", ""))
        self.message_user(request, _("The link is closed."), messages.SUCCESS)
        return self._to_links(article)

    def _to_links(self, article: Article) -> HttpResponse:
        return HttpResponseRedirect(self.address("change", article.pk) + "#links")
