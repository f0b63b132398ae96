"""Tells a moderator what an act did, and who was faster where it did nothing."""

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, ngettext_lazy

from .. import moderation
from ..models import Comment, Decision

Act = Decision.Act
DONE = {
    Act.APPROVE: ngettext_lazy("%(count)d comment approved.", "%(count)d comments approved.", "count"),
    Act.REJECT: ngettext_lazy("%(count)d comment rejected.", "%(count)d comments rejected.", "count"),
    Act.SPAM: ngettext_lazy("%(count)d comment marked as spam.", "%(count)d comments marked as spam.", "count"),
    Act.ASK: ngettext_lazy(
        "%(count)d comment held for a second opinion.", "%(count)d comments held for a second opinion.", "count"
    ),
    Act.REDACT: ngettext_lazy(
        "%(count)d comment published without the marked words.",
        "%(count)d comments published without the marked words.",
        "count",
    ),
    Act.UNDO: ngettext_lazy("%(count)d decision taken back.", "%(count)d decisions taken back.", "count"),
}


def nothing_was_done(request: HttpRequest) -> None:
    """For a log-in that came between a decision and its arrival."""
    messages.warning(request, _("You had been logged out, so nothing was decided. Please do it again."))


def tell(request: HttpRequest, outcome: moderation.Outcome, expected: str = "") -> None:
    """All of it, in one message for what was done and one for each that was lost. `expected`: the state that was
    seen, so that a comment which still has it was changed by its writer.
    """
    if outcome.done:
        told = DONE[Act(outcome.done[0].act)] % {"count": len(outcome.done)}
        messages.success(request, told, extra_tags="act")  # the way back stands beside it
    if any(row.undoes and row.undoes.act == Act.REDACT for row in outcome.done):
        messages.success(request, _("The words that were removed are unsealed and put back within a minute."))
    for comment in dict.fromkeys(outcome.lost):
        messages.warning(request, _why_lost(request, comment, expected))
    if outcome.missing:
        told = ngettext(
            "A comment is not there any more: its writer withdrew it, for good.",
            "%(count)d comments are not there any more: their writers withdrew them, for good.",
            outcome.missing,
        )
        messages.warning(request, told % {"count": outcome.missing})


def _why_lost(request: HttpRequest, seen: Comment, expected: str) -> str:
    # Read anew: whoever was faster may have been so between our look and our try.
    comment = Comment.objects.filter(pk=seen.pk).first()
    if comment is None or comment.is_withdrawn:
        return _("Its writer withdrew this comment in the meantime, for good. Nothing was changed.")
    words = {"name": comment.name}
    if comment.status == expected:
        told = _("The writer changed the comment by %(name)s while you read it. Please read it again.")
        return told % words
    decision = Decision.objects.filter(comment=comment).select_related("moderator").last()
    if decision and decision.act == Act.HIDE:
        return _("Readers’ reports hid the comment by %(name)s in the meantime. Nothing was changed.") % words
    words["what"] = decision.get_act_display() if decision else _("changed")
    if decision and decision.moderator and decision.moderator == request.user:
        told = _("You decided on the comment by %(name)s before: it is already %(what)s. Nothing was changed.")
        return told % words
    words["who"] = decision.moderator.get_username() if decision and decision.moderator else _("Its writer")
    told = _("%(who)s was faster: the comment by %(name)s is already %(what)s. Nothing was changed.")
    return told % words
