"""A moderator's own stock of messages to writers: to be used again, changed and thrown away."""

from typing import Any

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from ..models import MessageTemplate
from . import tabs
from .forms import StockForm

MOST = 50  # texts of one moderator


def stock(request: HttpRequest) -> HttpResponse:
    """All of them, each in a form, and an empty one."""
    if request.method == "POST":
        return _change(request)
    return _page(request)


def _mine(request: HttpRequest) -> QuerySet[MessageTemplate]:
    moderator: Any = request.user
    return MessageTemplate.objects.filter(moderator=moderator)


def _page(request: HttpRequest, wrong: StockForm | None = None, key: str = "", status: int = 200) -> HttpResponse:
    mine = _mine(request).order_by("title", "pk")
    kept = [
        (one, wrong if wrong and key == str(one.pk) else StockForm(of=one.pk, initial=_initial(one))) for one in mine
    ]
    context = {"kept": kept, "new": wrong if wrong and not key else StockForm(), "tabs": tabs.all_of("")}
    return render(request, "desk/messages.html", context, status=status)


def _initial(one: MessageTemplate) -> dict[str, str]:
    return {"title": one.title, "text": one.text}


def _change(request: HttpRequest) -> HttpResponse:
    key, mine = request.POST.get("key", ""), _mine(request)
    one = mine.filter(pk=int(key)).first() if key.isdecimal() and len(key) < 18 else None
    if key and one is None:
        messages.warning(request, _("That text is not there any more. What you typed is below, as a new one."))
        return _page(request, StockForm(request.POST), status=409)
    if one and request.POST.get("act") == "delete":
        one.delete()
        messages.success(request, _("The text is deleted."))
        return redirect("desk:messages")
    form = StockForm(request.POST, of=key)
    if form.is_valid() and one is None and mine.count() >= MOST:
        form.add_error(None, _("There is room for %d texts. Please delete one first.") % MOST)
    if form.is_valid() and _keep(request, one, form):
        messages.success(request, _("The text is kept."))
        return redirect("desk:messages")
    return _page(request, form, key, status=422)


def _keep(request: HttpRequest, one: MessageTemplate | None, form: StockForm) -> bool:
    moderator: Any = request.user
    one = one or MessageTemplate(moderator=moderator)
    one.title, one.text = form.cleaned_data["title"], form.cleaned_data["text"]
    try:
        with transaction.atomic():
            one.save()
    except IntegrityError:
        form.add_error("title", _("You have a text with this title already. Please give another one."))
        return False
    return True
