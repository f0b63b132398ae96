"""The comment form, and what it says when something is wrong. Nothing typed is ever lost by it."""

import re
from functools import cached_property
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Layout, Submit
from django import forms
from django.conf import settings
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.core.validators import MaxLengthValidator, MinLengthValidator
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from articles.models import Article
from harmblog.text import refuse_control_characters, refuse_invisible, refuse_unprintable, without_controls

from . import moderation
from .models import NAME_LENGTH, Comment

SHORTEST, LONGEST = 2, 10_000  # characters of a comment
EMAIL_LENGTH = 254  # RFC 5321
TELL = ("tell_decision", "tell_replies")  # asked only where the site sends mail


def trap() -> forms.Field:
    """A field that no person sees, no browser fills in and nothing checks: what is in it was put there by a machine."""
    hidden = {"autocomplete": "off", "tabindex": "-1", "aria-hidden": "true"}
    return forms.Field(label="", required=False, widget=forms.TextInput(attrs=hidden))


class NameField(forms.CharField):
    """A name in one line: what has more of them could take up a part of the text, unseen where both are compared."""

    def to_python(self, value: Any) -> str:
        return re.sub(r"[\t\n\r\u2028\u2029]+", " ", super().to_python(value) or "")


class TextField(forms.CharField):
    """A text of many lines, without marks that would turn around what stands after it on the page."""

    def clean(self, value: Any) -> str:
        return without_controls(super().clean(value))


def helper_for(form: forms.Form, action: str) -> FormHelper:
    """How a form of readers is drawn and sent. Guarded by Origin instead of a token: the page has no cookie."""
    for field in form.fields.values():
        if field.required:
            field.widget.attrs["aria-required"] = "true"
    helper = FormHelper()
    helper.form_action = action
    helper.attrs = {"novalidate": "", "accept-charset": "utf-8"}
    helper.disable_csrf = True
    return helper


class CommentForm(forms.Form):
    """Name, private address, text. `article` is where it was written; `parent` the public id of what it answers;
    `looked` is set once its writer has seen what is marked in it.
    """

    use_required_attribute = False  # our messages, which say what to do, instead of the browser's

    name = NameField(
        label=_("Name"),
        max_length=NAME_LENGTH,
        validators=[refuse_control_characters, refuse_invisible],
        help_text=_("Any name you like. It is shown with your comment."),
        error_messages={"required": _("Please give a name. It can be made up.")},
        # Off: on a shared computer the next person would be offered what was typed here.
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
    )
    email = forms.EmailField(
        label=_("Email"),
        max_length=EMAIL_LENGTH,
        help_text=_("Never published. It is sealed, and no moderator can see it."),
        error_messages={
            "required": _("Please give an email address. It will not be published."),
            "invalid": _("This does not look like an email address. Please correct it."),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "off", "dir": "ltr"}),
    )
    comment = TextField(
        label=_("Comment"),
        validators=[
            refuse_unprintable,
            refuse_invisible,
            MinLengthValidator(SHORTEST, _("This is very short. Please write a little more.")),
            MaxLengthValidator(
                LONGEST,
                _("This has %(show_value)d characters; there is room for %(limit_value)d. Please shorten or split it."),
            ),
        ],
        help_text=_("You can use *emphasis*, > quotes, lists with - and links."),
        error_messages={"required": _("Please write your comment here.")},
        widget=forms.Textarea(attrs={"rows": 9, "dir": "auto", "autocomplete": "off"}),
    )
    tell_decision = forms.BooleanField(label=_("Tell me what was decided"), required=False)
    tell_replies = forms.BooleanField(label=_("Tell me about replies"), required=False)
    # Without the word "comment", which is another field's name for whoever looks for it by its label.
    indexable = forms.BooleanField(label=_("Search engines may show what I wrote"), required=False)
    parent = forms.CharField(required=False, widget=forms.HiddenInput)
    looked = forms.Field(required=False, widget=forms.HiddenInput)
    # Names that no browser knows anything for.
    quern, tarn = trap(), trap()

    def __init__(self, *args: Any, article: Article, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.article = article
        if not settings.COMMENT_EMAIL_REQUIRED:
            self.fields["email"].required = False
            self.fields["email"].error_messages["invalid"] = _(
                "This does not look like an email address. Please correct it, or leave it empty."
            )
        if not settings.SENDS_MAIL:
            for name in TELL:
                del self.fields[name]
        self._focus_first_error()

    @cached_property
    def helper(self) -> FormHelper:
        """How it is drawn, which a form that is taken never is."""
        helper = helper_for(self, reverse("post-comment", args=[self.article.slug]))
        promise = HTML('{% include "comments/_promise.html" %}')
        boxes = [name for name in TELL if name in self.fields]
        traps = HTML('{% include "comments/_traps.html" %}')
        helper.layout = Layout(promise, "name", "email", *boxes, "comment", "indexable", "parent", "looked", traps)
        helper.add_input(Submit("", _("Post comment"), css_id="post-comment"))
        helper.add_input(Submit("preview", _("Preview"), css_id="preview-comment"))
        return helper

    def _focus_first_error(self) -> None:
        """On the first field that is wrong, unless the form as a whole is: then its message has the focus."""
        wrong = [name for name in self.fields if name in self.errors] if self.is_bound else []
        if wrong and not {"parent", NON_FIELD_ERRORS} & set(self.errors):
            self.fields[wrong[0]].widget.attrs["autofocus"] = True

    def clean_parent(self) -> Comment | None:
        """The comment that is answered. Only an approved one of the same article can be."""
        public_id = self.cleaned_data["parent"]
        if not public_id:
            return None
        parent = Comment.objects.approved().filter(article=self.article, public_id=public_id).first()
        if parent is None:
            raise ValidationError(
                _("The comment that you answer is not there any more. Post again to send yours as a new comment.")
            )
        return parent

    def clean(self) -> None:
        told = any(self.cleaned_data.get(name) for name in TELL)
        if told and not self.cleaned_data.get("email") and "email" not in self.errors:
            self.add_error("email", _("Please give the address that we should write to, or untick the boxes below."))
        if not self.article.accepts_comments:
            raise ValidationError(_("Comments on this article are closed. You can copy your text from below."))

    @property
    def wishes(self) -> moderation.Wishes:
        """What was ticked."""
        return moderation.Wishes(**{name: self.cleaned_data.get(name, False) for name in (*TELL, "indexable")})

    @property
    def trapped(self) -> bool:
        return bool(self.cleaned_data["quern"] or self.cleaned_data["tarn"])

    def to_change(self) -> "CommentForm":
        """The same form, for its writer to go on with the text."""
        self.fields["comment"].widget.attrs["autofocus"] = True
        return self

    def without_lost_parent(self) -> "CommentForm":
        """The same form with everything typed, no longer answering what cannot be answered."""
        if "parent" in self.errors:
            self.add_error(None, self.errors.pop("parent").as_data())
            self.data = {**dict(self.data.items()), "parent": ""}
        return self
