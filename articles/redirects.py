"""Old addresses: left behind by a new slug or brought from another site, looked up where nothing else answers."""

import re
from urllib.parse import quote, unquote

from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import Resolver404, resolve

from .models import Article, Profile, Redirect, Topic

NUMBERED = ("p", "page_id", "attachment_id")  # WordPress's addresses by number, as in /?p=12


def leave(old_path: str, *, article: Article | None = None, topic: Topic | None = None) -> None:
    """From now on the old address leads to this article or topic; an address that is in use again leads nowhere."""
    Redirect.objects.update_or_create(old_path=old_path, defaults={"article": article, "topic": topic})
    Redirect.objects.filter(old_path=(article or topic).get_absolute_url()).delete()  # type: ignore[union-attr]


def is_in_use(path: str) -> bool:
    """Whether something is at this path, so that no redirect could lead on from it. A draft is something, too."""
    try:
        found = resolve(unquote(path).rstrip("/") + "/")
    except Resolver404:
        return False
    if "slug" not in found.kwargs:
        return True
    named: dict[str, type[models.Model]] = {"articles": Article, "topics": Topic, "authors": Profile}
    model = named.get(found.route.partition("/")[0], Article)  # else a page
    return model._default_manager.filter(slug=found.kwargs["slug"]).exists()


def by_path(request: HttpRequest) -> HttpResponse | None:
    """Where the thing that used to be at this address is now. Asked when nothing is there, so a live page wins."""
    if request.method not in ("GET", "HEAD") or "\0" in request.path:
        return None
    path = request.path.rstrip("/")
    target = _target(path)
    if target is None and path.endswith("/feed") and (page := _target(path.removesuffix("/feed"))):
        target = f"{page}feed/"
    return HttpResponsePermanentRedirect(target) if target else None


def by_number(request: HttpRequest) -> HttpResponse | None:
    """The same for /?p=12, which WordPress calls every post, page and picture."""
    given = next((request.GET[name] for name in NUMBERED if name in request.GET), "")
    if request.method not in ("GET", "HEAD") or not re.fullmatch("[0-9]{1,18}", given):
        return None
    target = _find([f"/?{name}={int(given)}" for name in NUMBERED])
    return HttpResponsePermanentRedirect(target) if target else None


def _target(path: str) -> str | None:
    """Looked for as typed, and percent-encoded as we do it and as WordPress does, with a slash at the end or not."""
    encoded = quote(path)
    lower = re.sub("%[0-9A-F]{2}", lambda byte: byte[0].lower(), encoded)
    return _find([spelling + end for spelling in dict.fromkeys([path, encoded, lower]) for end in ("/", "")])


def _find(old_paths: list[str]) -> str | None:
    found = Redirect.objects.filter(old_path__in=old_paths)
    public = models.Q(article__in=Article.objects.published()) | models.Q(topic__isnull=False)
    redirect = found.filter(public).select_related("article", "topic").first()
    return (redirect.article or redirect.topic).get_absolute_url() if redirect else None  # type: ignore[union-attr]
