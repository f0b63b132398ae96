"""In which language an article is, and what it is a translation of: the two fields of its form, and their rules."""

from typing import Any
from urllib.parse import unquote

from django import forms
from django.utils.translation import gettext_lazy as _

from harmblog.language import own_names

from ..models import Article
from ..translations import refusal


class ArticleByAddress(forms.ModelChoiceField):
    """An article, named by its address or the last part of it: as quick among ten thousand as among ten, and with
    neither script nor a list to load.
    """

    def __init__(self, **kwargs: Any) -> None:
        queryset = Article.objects.without_bodies()
        super().__init__(queryset, to_field_name="slug", widget=forms.TextInput(attrs={"dir": "auto"}), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, int):  # a form shows what is stored
            return Article.objects.values_list("slug", flat=True).filter(pk=value).first() or ""
        return super().prepare_value(value)

    def to_python(self, value: Any) -> Any:
        path = str(value or "").strip().partition("?")[0].partition("#")[0]
        # As copied from a browser, perhaps with its letters encoded. No slug holds NUL, which PostgreSQL refuses.
        return super().to_python(unquote(path).rstrip("/").rpartition("/")[2].replace("\0", " "))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), self.prepare_value(data))


class LanguageForm(forms.ModelForm):
    """What an article's form is made from."""

    # Not required: what leaves it out, such as a text kept by the browser, leaves the language as it is.
    language = forms.ChoiceField(label=_("Language"), choices=lambda: own_names().items(), required=False)
    translation_of = ArticleByAddress(
        label=_("Translation of"),
        required=False,
        help_text=_("The address of the article that this one says in another language. Empty for an original."),
        error_messages={"invalid_choice": _("There is no article with this address.")},
    )

    def clean_language(self) -> str:
        return self.cleaned_data["language"] or self.instance.language

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if {"language", "translation_of"} <= data.keys():
            # A copy of what identifies the article: the instance itself gets the new values only afterwards.
            wanted = Article(pk=self.instance.pk, language=data["language"])
            if reason := refusal(wanted, data["translation_of"]):
                self.add_error("translation_of", reason)
        return data
