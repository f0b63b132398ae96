"""Serving the images from this site's own address, from whichever storage they are in."""

from django.core.files.storage import InvalidStorageError, default_storage
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import etag, require_safe

A_YEAR = 365 * 24 * 3600  # seconds


def _tag(request: HttpRequest, file: str) -> str:
    """The name is made from the content, so it names these bytes for ever."""
    return f'"{file}"'


@require_safe
@cache_control(public=True, max_age=A_YEAR, immutable=True)
@etag(_tag)
def media(request: HttpRequest, file: str) -> HttpResponse:
    """One file of an image. The URL map lets no other name in than those that we give."""
    try:
        with default_storage.open(f"images/{file}") as stored:
            data = stored.read()
    except FileNotFoundError:
        raise Http404 from None
    except InvalidStorageError:  # what it is made of is not installed
        return HttpResponse(status=503, headers={"Cache-Control": "no-store"})
    # A feed is read on other sites too, and what is in it is for everybody.
    return HttpResponse(data, content_type="image/webp", headers={"Cross-Origin-Resource-Policy": "cross-origin"})
