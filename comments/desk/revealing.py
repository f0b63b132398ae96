"""The pages of break-glass: who asked to see what, to ask, to agree, to look once. Behind `sealed_only`.

The half of a key that reads the answer lives in a cookie of the browser that asked, and nowhere on this side.
"""

import uuid

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from harmblog.security import refuse
from harmblog.staff import second_factor

from .. import reveal, vault
from ..models import Comment, Reveal
from .reveal_forms import AskForm, FindForm

State, What = Reveal.State, Reveal.What
LISTED = 100
methods = require_http_methods(["GET", "HEAD", "POST"])


@methods
def reveals(request: HttpRequest) -> HttpResponse:
    """All requests of a year, for everybody who has the right, and for admins; and the way to a new one."""
    form = FindForm(request.POST if request.method == "POST" else None)
    may_ask = reveal.may(request.user, reveal.ASK)
    status = 200
    if request.method == "POST":
        if may_ask and form.is_valid():
            return redirect("reveal-ask", form.cleaned_data["wanted"].public_id)
        status = 404 if may_ask else 403
    people = Reveal.objects.select_related("comment__article", "asked_by", "agreed_by").defer("answer", "public_key")
    newest = list(people.order_by("-asked_at")[:LISTED])
    context = {
        "form": form if may_ask else None,
        "open": [row for row in newest if row.state in Reveal.OPEN],
        "over": [row for row in newest if row.state not in Reveal.OPEN],
        "may_look": may_ask or reveal.may(request.user, reveal.AGREE),
    }
    return render(request, "sealed/list.html", context, status=status)


@methods
def ask(request: HttpRequest, public_id: str) -> HttpResponse:
    """Ask to see what is sealed of one comment."""
    comment = Comment.objects.said().select_related("article").filter(public_id=public_id).first()
    if comment is None:
        raise Http404
    held = reveal.held_about(comment)
    if not held:
        return render(request, "sealed/ask.html", {"comment": comment}, status=200 if request.method != "POST" else 409)
    form = AskForm(request.POST if request.method == "POST" else None, held=held)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                return _asked(request, comment, **form.cleaned_data)
            except reveal.Refused as why:
                form.add_error(None, str(why))
                status = 403
    only = What(held[0]).label if len(held) == 1 else ""
    context = {"comment": comment, "form": form, "only": only, "fresh": second_factor.is_fresh(request)}
    return render(request, "sealed/ask.html", context, status=status)


def _asked(request: HttpRequest, comment: Comment, *, what: str, reason: str) -> HttpResponse:
    private_key, public_key = vault.one_time_key()
    _refuse_stale(request)
    fresh = second_factor.is_fresh(request)
    row = reveal.ask(comment, what=what, reason=reason, officer=request.user, fresh=fresh, public_key=public_key)
    messages.success(request, _("This is asked for. Use this browser, and keep its cookies, until you have looked."))
    response = redirect("reveal", row.pk)
    _keep(response, row, private_key, max_age=int(reveal.LIFE_OF_KEY.total_seconds()))
    return response


def _refuse_stale(request: HttpRequest) -> None:
    """The pages' own look at the second factor; each act is told of it besides, and looks by itself."""
    if not second_factor.is_fresh(request):
        raise reveal.Refused(reveal.STALE)


def _keep(response: HttpResponse, row: Reveal, private_key: str, *, max_age: int) -> None:
    name, secure = _cookie(row), settings.HTTPS
    response.set_cookie(name, private_key, max_age=max_age, secure=secure, httponly=True, samesite="Strict")


def _cookie(row: Reveal) -> str:
    return f"{'__Host-' if settings.HTTPS else ''}reveal-{row.pk.hex[:12]}"


@methods
def one(request: HttpRequest, request_id: uuid.UUID) -> HttpResponse:
    """One request: to agree to, to refuse, to take back, to look at once."""
    people = Reveal.objects.select_related("comment__article", "asked_by", "agreed_by").defer("answer")
    row = people.filter(pk=request_id).first()
    if row is None:
        raise Http404
    if request.method != "POST":
        return _page(request, row)
    try:
        return _act(request, row)
    except reveal.Refused as why:
        now = people.filter(pk=request_id).first()  # it may have changed, which may be why
        return _page(request, now or row, refused=str(why), status=403)


def _act(request: HttpRequest, row: Reveal) -> HttpResponse:
    act, fresh = request.POST.get("act", ""), second_factor.is_fresh(request)
    if act in ("agree", "show"):
        _refuse_stale(request)
    if act == "show":
        return _shown(request, row, fresh)
    if act == "agree":
        reveal.agree(row.pk, officer=request.user, fresh=fresh)
        messages.success(request, _("You have agreed. A program of ours opens it for who asked."))
    elif act == "stop":
        reveal.stop(row.pk, officer=request.user)
        messages.success(request, _("This request is stopped. Nothing was looked at."))
    else:
        message = _("Nothing was changed. Go back, load the page again and repeat what you did.")
        return refuse(request, 400, _("There is no such decision"), message)
    return redirect("reveal", row.pk)


def _shown(request: HttpRequest, row: Reveal, fresh: bool) -> HttpResponse:
    """By the time this is drawn, nothing of it is left on this side."""
    private_key = request.COOKIES.get(_cookie(row), "")
    text = reveal.show(row.pk, officer=request.user, fresh=fresh, private_key=private_key)
    response = render(request, "sealed/shown.html", {"row": row, "text": text})
    response.headers["Cache-Control"] = "no-store"
    _keep(response, row, "", max_age=0)
    return response


def _page(request: HttpRequest, row: Reveal, *, refused: str = "", status: int = 200) -> HttpResponse:
    is_mine, is_open = row.asked_by_id == request.user.pk, row.state in Reveal.OPEN
    agrees = reveal.may(request.user, reveal.AGREE)
    context = {
        "row": row,
        "comment": row.comment,
        "refused": refused,
        "fresh": second_factor.is_fresh(request),
        "is_mine": is_mine,
        "may_agree": agrees and not is_mine and row.state == State.ASKED,
        "may_stop": is_open and (is_mine or agrees),
        "may_show": is_mine and row.state == State.OPENED and _cookie(row) in request.COOKIES,
    }
    return render(request, "sealed/one.html", context, status=status)
