"""The log for moderators: who did what to which comment, account or list of words, when and why. Newest first; no word
of a comment.
"""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from harmblog.security import refuse

from ..models import Comment, Decision, LogHead, LogLine, Reveal, WordList

PER_PAGE = 50
LONGEST = 150  # characters of a name of an account
# Other acts than decisions: to ask for what is sealed, to agree, to look.
ASKED = "reveal-"
OF_ACCOUNTS: dict[str, Promise] = {  # as `harmblog.staff.noting` has them
    "factor+": gettext_lazy("set up a second factor"),
    "factor-": gettext_lazy("removed a second factor"),
    "codes": gettext_lazy("made new recovery codes"),
    "recovery": gettext_lazy("used a recovery code"),
    "reset": gettext_lazy("took away every second factor"),
    "role": gettext_lazy("changed what somebody may do"),
    "password": gettext_lazy("gave another password"),
}
OF_GROUPS = "group"
WORDS = "words"  # as `comments.word_list_admin` has it
ACTS: dict[str, str | Promise] = {
    **OF_ACCOUNTS,
    OF_GROUPS: gettext_lazy("changed what a group may do"),
    WORDS: gettext_lazy("changed a list of words"),
    **dict(Decision.Act.choices),
    **{f"{ASKED}{state}": label for state, label in Reveal.State.choices},
}
STATES: dict[str, str | Promise] = {
    **dict(Comment.Status.choices),
    "in use": gettext_lazy("in use"),
    "not in use": gettext_lazy("not in use"),
    "deleted": gettext_lazy("deleted"),
    "gone": gettext_lazy("deleted"),
}
REASONS: dict[str, str | Promise] = {
    **dict(WordList.Label.choices),
    **dict(Decision.Reason.choices),
    **dict(Reveal.What.choices),
    "app": gettext_lazy("authenticator app"),
    "passkey": gettext_lazy("passkey"),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """One line as it is shown. An account that is gone has a number and no name."""

    line: LogLine
    who: str
    by: str  # what the filter calls it
    act: str | Promise
    before: str | Promise
    after: str | Promise
    reason: str | Promise
    is_there: bool  # the comment, to be opened
    other: str  # what it is about, where that is no comment


@require_safe
def log(request: HttpRequest) -> HttpResponse:
    """A page of the log: of everything, of one comment, of one account, or of both."""
    before, comment, by = (request.GET.get(name, "").strip() for name in ("before", "of", "by"))
    if not re.fullmatch("[0-9]{0,18}", before) or not re.fullmatch("[A-Za-z0-9-]{0,40}", comment) or not _is_name(by):
        message = _("There is no such part of the log. Go back and look at what you typed.")
        return refuse(request, 400, _("That cannot be looked for"), message)
    lines = _lines(before, comment, by)
    found = list(lines[: PER_PAGE + 1]) if lines is not None else []
    page = found[:PER_PAGE]
    chosen = {name: value for name, value in (("of", comment), ("by", by)) if value}
    further = {**chosen, "before": page[-1].number} if len(found) > PER_PAGE else {}
    context = {
        "rows": _shown(page),
        "comment": comment,
        "by": by,
        "unknown": lines is None,
        "is_chosen": bool(chosen),
        "before": before,
        "first": f"?{urlencode(chosen)}",
        "next": f"?{urlencode(further)}" if further else "",
        "head": LogHead.objects.filter(pk=1).first(),
    }
    return render(request, "desk/log.html", context)


def _is_name(typed: str) -> bool:
    return typed.isprintable() and len(typed) <= LONGEST


def _lines(before: str, comment: str, by: str) -> QuerySet[LogLine] | None:
    """None where there is no such account. "0" is whoever comments, and our own programs."""
    lines = LogLine.objects.order_by("-number")
    if before:
        lines = lines.filter(number__lt=int(before))
    if comment:
        lines = lines.filter(subject=comment)
    if by:
        key = 0 if by == "0" else User.objects.filter(username=by).values_list("pk", flat=True).first()
        if key is None:
            return None
        lines = lines.filter(actor=key)
    return lines


def _shown(page: list[LogLine]) -> list[Shown]:
    subjects, accounts = {line.subject for line in page}, {line.actor for line in page}
    accounts |= {number for line in page if (number := _number(line)) is not None}
    there = set(Comment.objects.said().filter(public_id__in=subjects).values_list("public_id", flat=True))
    names: dict[int, str] = dict(User.objects.filter(pk__in=accounts).values_list("pk", "username"))
    return [_one(line, names, line.subject in there) for line in page]


def _one(line: LogLine, names: dict[int, Any], is_there: bool) -> Shown:
    name = names.get(line.actor, "")
    who = name or (_account(line.actor) if line.actor else _("its writer, or a program"))
    changed = line.before != line.after and not line.act.startswith(ASKED)
    before, after = (line.before, line.after) if changed else ("", "")
    words = (ACTS.get(line.act, line.act), STATES.get(before, before), STATES.get(after, after))
    reason = REASONS.get(line.reason, line.reason)
    return Shown(line, who, name or ("" if line.actor else "0"), *words, reason, is_there, _other(line, names))


def _number(line: LogLine) -> int | None:
    """Of the account that a line is about."""
    is_one = line.act in OF_ACCOUNTS and line.subject.isdecimal() and len(line.subject) < 19
    return int(line.subject) if is_one else None


def _account(number: int | str) -> str:
    return _("account %(number)s") % {"number": number}


def _other(line: LogLine, names: dict[int, Any]) -> str:
    if line.act in OF_ACCOUNTS:
        name = names.get(_number(line) or 0)
        return _("Account: %(name)s") % {"name": name} if name else capfirst(_account(line.subject))
    if line.act == OF_GROUPS:
        return _("Group %(number)s") % {"number": line.subject}
    return _("List of words %(number)s") % {"number": line.subject} if line.act == WORDS else ""
