"""The comment form, and what it says when something is wrong. Nothing typed is ever lost by it."""

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

from .models import NAME_LENGTH, Comment

SHORTEST, LONGEST = 2, 10_000  # characters of a comment
EMAIL_LENGTH = 254  # RFC 5321


class CommentForm(forms.Form):
    """Name, private address, text. `article` is where it was written; `parent` the public id of what it answers."""

    use_required_attribute = False  # our messages, which say what to do, instead of the browser's

    name = forms.CharField(
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
        help_text=_("Never shown, to nobody, not even to moderators."),
        error_messages={
            "required": _("Please give an email address. It will not be published."),
            "invalid": _("This does not look like an email address. Please correct it."),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "off", "dir": "ltr"}),
    )
    comment = forms.CharField(
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
    parent = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, article: Article, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.article = article
        if not settings.COMMENT_EMAIL_REQUIRED:
            self.fields["email"].required = False
            self.fields["email"].error_messages["invalid"] = _(
                "This does not look like an email address. Please correct it, or leave it empty."
            )
        for field in self.fields.values():
            if field.required:
                field.widget.attrs["aria-required"] = "true"
        self.helper = FormHelper()
        self.helper.form_action = reverse("post-comment", args=[article.slug])
        self.helper.attrs = {"novalidate": "", "accept-charset": "utf-8"}
        self.helper.disable_csrf = True  # guarded by Origin instead: the page has no cookie, and is one for all
        promise = HTML('{% include "comments/_promise.html" %}')
        self.helper.layout = Layout(promise, "name", "email", "comment", "parent")
        self.helper.add_input(Submit("", _("Post comment"), css_id="post-comment"))
        self._focus_first_error()

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

    def clean_comment(self) -> str:
        """The text, without marks that would turn around what stands after it on the page."""
        return without_controls(self.cleaned_data["comment"])

    def clean(self) -> None:
        if not self.article.accepts_comments:
            raise ValidationError(_("Comments on this article are closed. You can copy your text from below."))

    def without_lost_parent(self) -> "CommentForm":
        """The same form with everything typed, no longer answering what cannot be answered."""
        if "parent" in self.errors:
            self.add_error(None, self.errors.pop("parent").as_data())
            self.data = {**dict(self.data.items()), "parent": ""}
        return self
