"""What every template may know of the site. Nothing here depends on who asks."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, Any]:
    """The site's name, line and canonical address; the request itself is not looked at."""
    return {"SITE_NAME": settings.SITE_NAME, "SITE_TAGLINE": settings.SITE_TAGLINE, "SITE_URL": settings.SITE_URL}
