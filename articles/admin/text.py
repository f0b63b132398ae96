"""The article's form: Markdown under a toolbar, and what must be known to tell one editor's changes from another's."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..models import Article
from .image_forms import TextWithImageForm
from .language import LanguageForm

# What other parts of the desk add goes into these.
FIELDS = ("title", "summary", "content_note", "body", "based_on")
PUBLISHING = (
    "slug",
    "status",
    "published_at",
    "author",
    "topics",
    "is_pinned",
    "reviewed_on",
    "language",
    "translation_of",
)
LONGEST_KEY = 18  # digits
COMMENTS = ("comments_open", "comments_close_on")


class MarkdownTextarea(forms.Textarea):
    """A plain textarea under a toolbar. Without JavaScript the toolbar is not there and nothing is missing."""

    template_name = "articles/markdown_textarea.html"

    class Media:
        js = [
            forms.Script("vendor/markdown-toolbar-element.js", type="module"),
            *(forms.Script(f"admin/{name}.js", type="module") for name in ("toolbar", "writing", "live")),
        ]


class TopicsField(forms.ModelMultipleChoiceField):
    """Refuses numbers that no database can look for."""

    def clean(self, value: Any) -> Any:
        if large := next((key for key in value or () if len(str(key)) > LONGEST_KEY), None):
            raise forms.ValidationError(self.error_messages["invalid_pk_value"], params={"pk": large[:LONGEST_KEY]})
        return super().clean(value)


class ArticleForm(LanguageForm, TextWithImageForm):
    """The text as an edit of `based_on`, the edition that was opened. Each setting brings along what it was then, so
    that only what this editor changed is written.
    """

    based_on = forms.IntegerField(label="", required=False, min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)

    class Meta:
        model = Article
        fields = [name for name in (*FIELDS, *PUBLISHING, *COMMENTS) if name != "based_on"]
        widgets = {
            "title": forms.TextInput(attrs={"dir": "auto"}),
            "summary": forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
            "content_note": forms.TextInput(attrs={"dir": "auto"}),
            "body": MarkdownTextarea(attrs={"rows": 28, "dir": "auto"}),
            "status": forms.HiddenInput,  # the buttons say it
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in {"summary", "body"} & self.fields.keys():
            self.fields[name].strip = False  # type: ignore[attr-defined]
        if isinstance(when := getattr(self.fields.get("published_at"), "widget", None), forms.MultiWidget):
            for part, label in zip(when.widgets, (_("Date"), _("Time")), strict=True):
                part.attrs["aria-label"] = label  # Django's own names neither
        if self.instance.pk:
            self.initial.setdefault("based_on", self.instance.edition)
            for field in (*Article._meta.fields, *Article._meta.many_to_many):
                if field.name in self.fields and field.name not in Article.TEXT:
                    self.fields[field.name].show_hidden_initial = True

    def clean_status(self) -> str:
        """The state that the button asks for."""
        if "_publish" in self.data:
            return Article.Status.PUBLISHED
        return Article.Status.DRAFT if "_unpublish" in self.data else self.cleaned_data["status"]

    def clean_based_on(self) -> int:
        return self.cleaned_data["based_on"] or 0

    def come_second(self, edition: int, message: str) -> None:
        """Somebody else had saved first. All that was typed stays; saving again is an answer to their text."""
        data: Any = self.data.copy()  # type: ignore[attr-defined]
        data["based_on"] = str(edition)
        data["body"] = self.cleaned_data["body"]  # with an image that came along
        self.data = data
        self.add_error(None, message)

    @property
    def changed_settings(self) -> list[str]:
        """What this editor changed since opening, the text apart. The button's word counts as a change."""
        names = [name for name in self.changed_data if name in {field.name for field in Article._meta.fields}]
        asked = "_publish" in self.data or "_unpublish" in self.data
        return [*names, "status"] if asked and "status" not in names else names
