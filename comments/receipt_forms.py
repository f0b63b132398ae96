"""What can be typed on the pages of a receipt. What is wrong comes back with everything that was typed."""

from typing import Any

from crispy_forms.layout import Layout, Submit
from django import forms
from django.core.validators import MaxLengthValidator
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from harmblog.text import refuse_invisible, refuse_unprintable

from .forms import CommentForm, TextField, helper_for

OBJECTION_LENGTH = 1000
TOO_LONG = _("This has %(show_value)d characters; there is room for %(limit_value)d. Please shorten it.")


class ReaderForm(forms.Form):
    """Drawn like the comment form, and guarded by Origin as well: no page of a reader has a cookie."""

    use_required_attribute = False

    def __init__(self, *args: Any, action: str, button: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if self.is_bound and name in self.errors:
                field.widget.attrs["autofocus"] = True
        self.helper = helper_for(self, action)
        self.helper.layout = Layout(*self.fields)
        self.helper.add_input(Submit("", button))


class WordsForm(ReaderForm):
    """Six words instead of the link."""

    words = forms.CharField(
        label=_("Your six words"),
        max_length=200,
        help_text=_("In their order, with spaces between. Capitals and commas do not matter."),
        error_messages={"required": _("Please type the six words that you noted down.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "off", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, action=reverse("receipt-words"), button=_("Find my comment"), **kwargs)


class EditForm(ReaderForm):
    """A newer name and text, by the rules of the comment form."""

    name = CommentForm.base_fields["name"]
    comment = CommentForm.base_fields["comment"]

    def __init__(self, *args: Any, secret: str, **kwargs: Any) -> None:
        super().__init__(*args, action=reverse("receipt-edit", args=[secret]), button=_("Save the change"), **kwargs)


class ObjectionForm(ReaderForm):
    """What a commenter says against a decision. Named like a comment, so that every refusal gives it back."""

    comment = TextField(
        label=_("Your objection"),
        validators=[refuse_unprintable, refuse_invisible, MaxLengthValidator(OBJECTION_LENGTH, TOO_LONG)],
        help_text=_("Only moderators read it. It is deleted when they have answered."),
        error_messages={"required": _("Please write why you think that the decision is wrong.")},
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, secret: str, **kwargs: Any) -> None:
        super().__init__(*args, action=reverse("receipt-object", args=[secret]), button=_("Send it"), **kwargs)
