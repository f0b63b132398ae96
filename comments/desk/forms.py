"""What moderators type: notes for each other, answers of the site, messages to a writer and their own stock of those.
What is wrong comes back with everything that was typed.
"""

from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from harmblog.text import refuse_control_characters, refuse_invisible, refuse_unprintable

from ..forms import LONGEST, TextField
from ..models import MessageTemplate
from ..receipt_forms import TOO_LONG

NOTE, MESSAGE = 2000, 1000  # characters at most


def some_words(label: Any, *, longest: int, rows: int = 3, required: bool = True) -> TextField:
    """A field for some lines that a page can show."""
    return TextField(
        label=label,
        required=required,
        validators=[refuse_unprintable, refuse_invisible, MaxLengthValidator(longest, TOO_LONG)],
        widget=forms.Textarea(attrs={"rows": rows, "dir": "auto", "autocomplete": "off"}),
        error_messages={"required": _("Please write something here.")},
    )


class DeskForm(forms.Form):
    """`of`: what tells it from others of its kind on the same page."""

    use_required_attribute = False  # our messages instead of the browser's

    def __init__(self, data: Any = None, *, of: object = "", **options: Any) -> None:
        super().__init__(data, auto_id=f"{type(self).__name__}{of}-%s", **options)


class NoteForm(DeskForm):
    text = some_words(_("A note for the other moderators"), longest=NOTE, rows=2)


class AnswerForm(DeskForm):
    text = some_words(_("An answer in the name of the site"), longest=LONGEST, rows=4)


class MessageForm(DeskForm):
    """What goes to a writer's receipt with a decision. A text of one's own stock stands where nothing is typed."""

    message = some_words(_("A message to its writer, read on the receipt"), longest=MESSAGE, required=False)
    template = forms.CharField(required=False)

    def __init__(self, data: Any = None, *, moderator: Any) -> None:
        super().__init__(data)
        self.moderator = moderator

    def clean_template(self) -> str:
        """Its text. One that was deleted on another page is none."""
        key = self.cleaned_data["template"]
        mine = MessageTemplate.objects.filter(moderator=self.moderator)
        chosen = mine.filter(pk=int(key)).first() if key.isdecimal() and len(key) < 18 else None
        return chosen.text if chosen else ""

    def said(self) -> str:
        """The message, of a form that is valid."""
        return self.cleaned_data["message"] or self.cleaned_data["template"]


class StockForm(DeskForm):
    """A text that a moderator keeps to use again."""

    title = forms.CharField(
        label=_("Title, for you"),
        max_length=60,
        validators=[refuse_control_characters, refuse_invisible],
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
        error_messages={"required": _("Please give it a title.")},
    )
    text = some_words(_("Text"), longest=MESSAGE)
