"""What every template may know of the site. Nothing here depends on who asks."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from .models import Site


def site(request: HttpRequest) -> dict[str, Any]:
    """The site's own words, its canonical address and whether a theme speaks too; the request is not looked at.

    Lazy: a page that shows a word of the site's asks the database once, and a feed or a kept page not at all.
    """
    return {"SITE": SimpleLazyObject(Site.current), "SITE_URL": settings.SITE_URL, "THEME_CSS": settings.THEME.css}
