"""What the labels of a comment say to a moderator."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ..limits import Sign
from ..models import Comment, Edit
from ..screening.finding import Label
from ..sorting import LIKELY

URGENT = _("somebody may be in danger now")
SIGNS: dict[str, Promise] = {
    Label.DISCLOSURE: _("could lead to its writer"),
    Label.OTHERS: _("could lead to somebody else"),
    Label.SOURCING: _("may offer drugs, or ask for them"),
    Label.VENDOR: _("links to somebody who may sell drugs"),
    Label.SPAM: _("reads like an advertisement"),
    LIKELY: _("reads like what was spam here before"),
    Label.DOSE: _("says something about doses or mixtures"),
    Label.GRAPHIC: _("may be hard to read"),
    Sign.TRAP: _("filled in a field that no person sees"),
    Sign.FAST: _("came a moment after another from the same network"),
    Sign.MANY: _("one of many from the same network within an hour"),
    Sign.LINKS: _("holds many links, or one that hides where it leads"),
    Sign.REPEATED: _("the same words came before today"),
}


def in_words(comment: Comment | Edit) -> list[Promise]:
    """The labels in words. Urgent is not among them: that is said first."""
    return [SIGNS[label] for label in comment.labels.split() if label in SIGNS]
