"""What all parts of the writers' desk share: finding the article that a page is about, and the names of pages."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST

from ..models import Article
from ..writing import Words


class Part(admin.ModelAdmin):
    """A part of the desk. Names of pages are made from the model's, so that a subclass can serve another one."""

    def article(self, request: HttpRequest, object_id: str, *, to_change: bool = True) -> Article:
        """Raises Http404 and PermissionDenied."""
        article = self.get_object(request, object_id)
        if article is None:
            raise Http404
        may = self.has_change_permission if to_change else self.has_view_or_change_permission
        if not may(request, article):
            raise PermissionDenied
        return article

    def page(self, route: str, view: Any, name: str, *, acts: bool = False) -> URLPattern:
        """The address of a page of this model; one that acts is for forms only."""
        guarded = self.admin_site.admin_view(require_POST(view) if acts else view)
        return path(route, guarded, name=f"{self.opts.app_label}_{self.opts.model_name}_{name}")

    def address(self, name: str, *args: Any) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{name}", args=args)

    def context(self, request: HttpRequest, article: Article | None = None, **more: Any) -> dict[str, Any]:
        """For a page of our own: what the admin's frame needs, and the article."""
        frame = self.admin_site.each_context(request)
        return {**frame, "opts": self.opts, "original": article, "media": self.media, **more}


def labels() -> list[tuple[str, Any]]:
    """The four texts of an article, each with what it is called."""
    return [(name, Article._meta.get_field(name).verbose_name) for name in Article.TEXT]  # type: ignore[union-attr]


def differing(old: Words, new: Words) -> list[tuple[Any, str, str]]:
    """What is not the same in two texts: what it is called, the old words and the new."""
    return [(label, old[name], new[name]) for name, label in labels() if old[name] != new[name]]


def number(text: str) -> int:
    """A whole number that somebody sent; 0 for anything else."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0
