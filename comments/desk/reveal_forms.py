"""What is typed on the pages of break-glass."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from harmblog.text import ID_ALPHABET, refuse_unprintable

from .. import reveal
from ..forms import TextField
from ..models import Comment, Reveal
from ..receipt_forms import TOO_LONG

PUBLIC_ID = re.compile(rf"(?:^|comment-|[/#])([{ID_ALPHABET}]{{12}})/?$")


class FindForm(forms.Form):
    """By its id, as a receipt's download or a court order names it, or by its address under the article."""

    wanted = forms.CharField(
        label=_("Comment"),
        max_length=500,
        validators=[refuse_unprintable],
        help_text=_("Its id of 12 letters and digits, or its address under the article."),
        error_messages={"required": _("Please type the id of a comment, or its address.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "off", "spellcheck": "false"}),
    )
    use_required_attribute = False

    def clean_wanted(self) -> Comment:
        found = PUBLIC_ID.search(self.cleaned_data["wanted"].strip().lower())
        comment = Comment.objects.said().filter(public_id=found[1]).first() if found else None
        if comment is None:
            raise ValidationError(_("There is no such comment, or its writer has taken it back."))
        return comment


class AskForm(forms.Form):
    """What to see, of what there is, and why."""

    what = forms.ChoiceField(label=_("What do you need to see?"))
    reason = TextField(
        label=_("Reason"),
        validators=[refuse_unprintable, MaxLengthValidator(reveal.LONGEST_REASON, TOO_LONG)],
        help_text=_("The second person reads it, and then the writer of the comment, on the receipt."),
        error_messages={"required": _("Please say why this is needed.")},
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto", "autocomplete": "off"}),
    )
    use_required_attribute = False

    def __init__(self, *args: Any, held: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(what, Reveal.What(what).label) for what in held]
        if len(choices) == 1:  # there is nothing to choose
            self.fields["what"].widget = forms.HiddenInput()
        self.fields["what"].choices = choices  # type: ignore[attr-defined]
        self.initial["what"] = held[0]

    def clean_reason(self) -> str:
        reason: str = self.cleaned_data["reason"]
        if not reveal.says_why(reason):
            told = _("Please say in at least %(least)d characters why this is needed.")
            raise ValidationError(told, params={"least": reveal.SHORTEST_REASON})
        return reason
