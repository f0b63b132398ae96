"""Safety notes: putting one under a comment, taking it away, and how old the sources of all of them are."""

from collections import defaultdict
from dataclasses import dataclass, replace

from django.conf import settings
from django.contrib import messages
from django.db.models import Count, OuterRef, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from harmblog.language import interface_of, own_names

from .. import moderation, safety
from ..models import Comment, Decision, SafetyNote, SafetyTemplate, SafetyText
from ..screening.finding import Label
from . import choosing, tabs
from .queue import PER_PAGE
from .telling import nothing_was_done, tell

Act, Status = Decision.Act, Comment.Status


# --- Under one comment ------------------------------------------------------------------------------------------------


def warn(request: HttpRequest, public_id: str) -> HttpResponse:
    """Choose a note for one comment, see it as readers will, and publish it."""
    if request.method == "POST":
        return _publish(request, public_id)
    return _choose(request, public_id)


def _choose(request: HttpRequest, public_id: str, status: int = 200, error: str = "") -> HttpResponse:
    comments = Comment.objects.said().exclude(text="").select_related("article", "parent")
    comment = get_object_or_404(comments, public_id=public_id)
    safety.attach([comment])
    under = list(SafetyNote.objects.filter(comment=comment).select_related("template").order_by("pk"))
    taken = {note.template.key for note in under}
    back = choosing.back_named(request)
    context = {
        "comment": comment,
        "is_graphic": Label.GRAPHIC in comment.labels.split(),
        "under": under,
        "choices": [one for one in safety.texts_for(comment.article.language) if one.key not in taken],
        "chosen": request.POST.get("note", ""),
        "readers_language": interface_of(comment.article.language),
        "back": back,
        "back_to": choosing.back_to(request, comment),
        "lane": choosing.lane_of(request),
        "error": error,
        "tabs": tabs.all_of("reports" if back == "reports" else comment.status),
    }
    return render(request, "desk/warn.html", context, status=status)


def _publish(request: HttpRequest, public_id: str) -> HttpResponse:
    key, expected = request.POST.get("note", ""), request.POST.get("expected", "")
    if not key:
        return _choose(request, public_id, status=422, error=_("Nothing was published: please choose a note."))
    seen = f"{public_id}-{request.POST.get('revision', '')}"
    try:
        outcome = moderation.warn(seen, key=key, moderator=request.user, expected=Status(expected))
    except ValueError:  # it was retracted since the page was shown, or the form was not ours
        told = _("Nothing was published: that note is not in use any more. Please choose another one.")
        return _choose(request, public_id, status=422, error=told)
    _tell(request, outcome, expected)
    return redirect(choosing.after(request, expected))


def _tell(request: HttpRequest, outcome: moderation.Outcome, expected: str) -> None:
    acts = {row.act for row in outcome.done}
    if Act.APPROVE in acts:
        messages.success(request, _("The comment is published, with a safety note under it."), extra_tags="act")
    elif Act.WARN in acts:
        messages.success(request, _("The safety note stands under the comment now."), extra_tags="act")
    elif not outcome.lost and not outcome.missing:
        messages.warning(request, _("That note stood there already. Nothing was changed."))
    tell(request, replace(outcome, done=[]), expected)


def unwarn(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take a note away from under a comment."""
    if request.method != "POST":
        nothing_was_done(request)
        return redirect("desk:warn", public_id)
    key = request.POST.get("note", "").replace("\0", "")
    outcome = moderation.unwarn(public_id, key=key, moderator=request.user)
    if outcome.done:
        messages.success(request, _("The safety note was taken away."))
    elif outcome.missing:
        tell(request, outcome)
        return redirect("desk:safety-notes")
    else:
        messages.warning(request, _("That note did not stand there any more. Nothing was changed."))
    return redirect("desk:warn", public_id)


# --- All of them ------------------------------------------------------------------------------------------------------


@dataclass
class Line:
    """A present text of a note."""

    text: SafetyText
    language: str  # its own name
    has_aged: bool  # nobody has compared it with its source for too long


@dataclass
class Overview:
    """A template, its present texts, and what somebody should look at."""

    template: SafetyTemplate
    lines: list[Line]
    missing: list[str]  # names of the site's languages without a text
    used: str  # under how many comments, counted up to tabs.COUNTED

    @property
    def has_aged(self) -> bool:
        return any(line.has_aged for line in self.lines)


@require_safe
def notes(request: HttpRequest) -> HttpResponse:
    """All templates, those whose source has aged first; with `?note=`, the newest comments over one of them."""
    rows = sorted(_overviews(), key=lambda row: (bool(row.template.retracted_at), not row.has_aged, row.template.title))
    of = next((row.template for row in rows if row.template.key == request.GET.get("note")), None)
    context = {
        "rows": rows,
        "aged": sum(row.has_aged for row in rows),
        "of": of,
        "under": _newest_over(of) if of else [],
        "may_edit": request.user.is_staff and request.user.has_perm("comments.change_safetytemplate"),
        "tabs": tabs.all_of("safety-notes"),
    }
    return render(request, "desk/safety_notes.html", context)


def _overviews() -> list[Overview]:
    """In three queries, however many templates there are and wherever they stand."""
    names, limit = own_names(), timezone.localdate() - safety.AGED
    beyond = SafetyNote.objects.filter(template=OuterRef("pk")).order_by("pk").values("pk")
    templates = list(SafetyTemplate.objects.annotate(many=Subquery(beyond[tabs.COUNTED : tabs.COUNTED + 1])))
    few = SafetyNote.objects.filter(template__in=[one.pk for one in templates if not one.many])
    used: dict[int, int] = dict(few.values_list("template").annotate(Count("pk")))
    texts: dict[int, list[SafetyText]] = defaultdict(list)
    for text in SafetyText.objects.newest().order_by("language"):
        texts[text.template_id].append(text)
    rows = []
    for one in templates:
        spoken = [text.language for text in texts[one.pk]]
        missing = [name for code, name in settings.LANGUAGES if code not in spoken]
        aged = [not one.retracted_at and text.reviewed_on <= limit for text in texts[one.pk]]
        lines = [Line(t, names.get(t.language, t.language), old) for t, old in zip(texts[one.pk], aged, strict=True)]
        rows.append(Overview(one, lines, missing, f"{tabs.COUNTED}+" if one.many else str(used.get(one.pk, 0))))
    return rows


def _newest_over(template: SafetyTemplate) -> list[Comment]:
    under = SafetyNote.objects.filter(template=template).select_related("comment__article").order_by("-pk")
    return [note.comment for note in under[:PER_PAGE]]
