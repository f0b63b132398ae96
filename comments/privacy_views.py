"""/privacy/: what is kept, generated from the table that the worker applies."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from harmblog.pagecache import cached_page

from . import retention
from .models import Holding


@cached_page()
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept of a reader and a commenter, for how long and how much of it there is, in plain words."""
    counted = {holding.rule: holding for holding in Holding.objects.all()}
    titles = {
        "words": _("What you write"),
        "addresses": _("Your address"),
        "notes": _("What is noted down"),
        "desk": _("The moderators’ work"),
        "site": _("Articles, and those who write and moderate"),
    }
    sections = [
        (key, titles[key], [(rule, counted.get(rule.key), rule.key in retention.HELD) for rule in rules])
        for key, rules in retention.SECTIONS.items()
    ]
    return render(request, "privacy.html", {"sections": sections, "last": next(iter(counted.values()), None)})
