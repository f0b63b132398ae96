"""The page with the numbers to call."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from harmblog.pagecache import cached_page

from . import helplines


@cached_page()
def help_now(request: HttpRequest) -> HttpResponse:
    """What to do now, and who to call: every country, those of the page's language first."""
    countries = helplines.for_language(get_language() or settings.LANGUAGE_CODE)
    return render(request, "comments/help_now.html", {"countries": countries})
