"""Takes words out of a comment: mark them, look at what readers will see, publish the rest."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .. import moderation, redaction, vault
from ..models import Comment, Original
from ..redaction import KINDS, Span
from . import choosing
from .marking import Sheet, contacts, offer, read
from .telling import nothing_was_done, tell

REPLIES = 50  # looked at for the same words
CANNOT: dict[type[Exception], tuple[int, Promise]] = {
    redaction.Wrong: (422, gettext_lazy("Nothing is marked that could be removed.")),
    moderation.NewerWaits: (
        409,
        gettext_lazy(
            "Its writer sent a newer text, which may hold the same words. Please answer that under “Changes” first. "
            "Nothing was removed."
        ),
    ),
    vault.VaultClosed: (
        503,
        gettext_lazy(
            "What would be removed cannot be sealed at the moment, so nothing was removed. Please tell whoever runs "
            "this site."
        ),
    ),
}


def redact(request: HttpRequest, public_id: str) -> HttpResponse:
    """The page on which words are marked. It publishes what was looked at, and nothing else."""
    comment = _find(public_id)
    if request.method != "POST":
        if comment is None:
            raise Http404
        return _page(request, offer(comment))
    seen, expected = _seen(request)
    if comment is None:
        return _told(request, moderation.Outcome(missing=1), expected)
    if (seen, expected) != (comment.seen, comment.status):
        tell(request, moderation.Outcome(lost=[comment]), expected)
        return redirect("desk:redact", public_id)
    sheet, publish = read(comment, request.POST), request.POST.get("act") == "publish"
    if publish and not sheet.errors and sheet.looked != request.POST.get("looked"):
        sheet.errors.append(_("Something else is marked than what you had looked at. Please look once more."))
    if sheet.errors or not publish:
        return _page(request, sheet, 422 if sheet.errors else 200)
    return _publish(request, sheet)


def _find(public_id: str) -> Comment | None:
    comments = Comment.objects.said().exclude(text="").select_related("article", "parent")
    return comments.filter(public_id=public_id).first()


def _seen(request: HttpRequest) -> tuple[str, str]:
    """The text that was looked at, and the state that it was in."""
    return request.POST.get("comment", ""), request.POST.get("expected", "")


def _publish(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    seen, expected = _seen(request)
    try:
        outcome = moderation.redact(seen, spans=sheet.chosen, expected=expected, moderator=request.user)
    except tuple(CANNOT) as error:
        status, told = CANNOT[type(error)]
        sheet.errors.append(str(told))
        return _page(request, sheet, status)
    return _told(request, outcome, expected)


def strip(request: HttpRequest, public_id: str) -> HttpResponse:
    """Remove every way to reach somebody, and publish the rest, in one act."""
    if request.method != "POST":
        nothing_was_done(request)
        return redirect("desk:queue")
    (seen, expected), comment = _seen(request), _find(public_id)
    if comment is None:
        return _told(request, moderation.Outcome(missing=1), expected)
    if (seen, expected) != (comment.seen, comment.status):
        return _told(request, moderation.Outcome(lost=[comment]), expected)
    spans: list[Span] = contacts(comment)
    if not spans:
        messages.warning(request, _("No way to reach somebody was found in this comment. Nothing was changed."))
        return _back(request, expected)
    try:
        outcome = moderation.redact(seen, spans=spans, expected=expected, moderator=request.user)
    except tuple(CANNOT) as error:
        messages.warning(request, str(CANNOT[type(error)][1]))
        return _back(request, expected)
    return _told(request, outcome, expected)


def _told(request: HttpRequest, outcome: moderation.Outcome, expected: str) -> HttpResponse:
    tell(request, outcome, expected)
    return _back(request, expected)


def _back(request: HttpRequest, expected: str) -> HttpResponse:
    return redirect(choosing.after(request, expected))


def _page(request: HttpRequest, sheet: Sheet, status: int = 200) -> HttpResponse:
    comment = sheet.comment
    before = Original.objects.filter(comment=comment).first()
    context: dict[str, Any] = {
        "sheet": sheet,
        "comment": comment,
        "preview": sheet.seen_by_readers(),
        "kinds": [(kind.value, label) for kind, label in KINDS.items()],
        "replies": _repeating(sheet),
        "sealed_until": before.until if before else None,
        "back": choosing.back_named(request),
        "back_to": choosing.back_to(request, comment),
        "lane": choosing.lane_of(request),
    }
    return render(request, "desk/redact.html", context, status=status)


def _repeating(sheet: Sheet) -> list[Comment]:
    """Published replies that hold the same words: taking them out here leaves them there."""
    gone = [words.casefold() for words in sheet.gone if len(words) > redaction.SHORTEST]
    replies = Comment.objects.approved().filter(parent=sheet.comment).order_by("pk")[:REPLIES] if gone else []
    return [reply for reply in replies if any(words in reply.text.casefold() for words in gone)]
