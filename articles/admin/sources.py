"""The library of sources in the admin: kept by hand, or taken in from BibTeX and CSL-JSON."""

import re
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, models, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html_join
from django.utils.text import Truncator
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from .. import library
from ..bibliography.common import doi_of, usable_key
from ..models import Source
from ..sources import reference


class SourceForm(forms.ModelForm):
    url = Source._meta.get_field("url").formfield(assume_scheme="https")

    class Meta:
        model = Source
        fields = ["key", "kind", "authors", "year", "title", "container", "doi", "url", "accessed_on"]
        widgets = {"title": forms.Textarea(attrs={"rows": 2}), "authors": forms.Textarea(attrs={"rows": 4})}

    def clean_key(self) -> str:
        key = self.cleaned_data["key"]
        if key != (usable := usable_key(key)):
            raise forms.ValidationError(_("A text could not cite it by this. Try %(key)s."), params={"key": usable})
        return key

    def clean_doi(self) -> str:
        doi = doi_of(self.cleaned_data["doi"])
        if doi and not re.fullmatch(r"10\.\d{4,9}/\S+", doi):
            raise forms.ValidationError(_("A DOI begins with 10. and has a slash, as in 10.1000/xyz123."))
        return doi


class ImportForm(forms.Form):
    text = forms.CharField(
        label=_("BibTeX or CSL-JSON"),
        strip=False,
        widget=forms.Textarea(attrs={"rows": 16, "cols": 90, "spellcheck": "false", "class": "vLargeTextField"}),
        help_text=_("Paste what your reference manager exports. You see what would happen before anything is kept."),
    )


@admin.register(Source)
class SourceAdmin(admin.ModelAdmin):
    form = SourceForm
    list_display = ["key", "short", "beginning", "kind"]
    list_filter = ["kind"]
    search_fields = ["key", "authors", "title", "container", "year", "doi"]
    readonly_fields = ["cited_in"]
    change_list_template = "admin/articles/source/change_list.html"

    @admin.display(description=_("shown as"))
    def short(self, source: Source) -> str:
        return reference(source).short

    @admin.display(description=_("title"), ordering="title")
    def beginning(self, source: Source) -> str:
        return Truncator(source.title).chars(90)

    @admin.display(description=_("cited in"))
    def cited_in(self, source: Source) -> str:
        rows = ((reverse("admin:articles_article_change", args=[a.pk]), a.title) for a in library.citing(source.key))
        return format_html_join(", ", '<a href="{}">{}</a>', rows) or gettext("Nothing yet.")

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.take_in)
        return [path("import/", view, name="articles_source_import"), *super().get_urls()]

    @transaction.atomic
    def save_model(self, request: HttpRequest, obj: Source, form: Any, change: bool) -> None:
        before = form.initial.get("key") if change else obj.key
        left = library.citing(before) if before != obj.key else []
        super().save_model(request, obj, form, change)
        library.draw_again({before, obj.key})
        if left:
            words = ngettext(
                "%(count)s text still cites this source as %(key)s. Please change it there: %(titles)s",
                "%(count)s texts still cite this source as %(key)s. Please change it there: %(titles)s",
                len(left),
            )
            titles = ", ".join(article.title for article in left)
            messages.warning(request, words % {"count": len(left), "key": before, "titles": titles})

    @transaction.atomic
    def delete_model(self, request: HttpRequest, obj: Source) -> None:
        super().delete_model(request, obj)
        library.draw_again([obj.key])

    @transaction.atomic
    def delete_queryset(self, request: HttpRequest, queryset: models.QuerySet[Source]) -> None:
        keys = list(queryset.values_list("key", flat=True))
        super().delete_queryset(request, queryset)
        library.draw_again(keys)

    def take_in(self, request: HttpRequest) -> HttpResponse:
        """Paste, look, confirm. What was pasted stays in its field until it is kept."""
        if not (self.has_add_permission(request) and self.has_change_permission(request)):
            raise PermissionDenied
        form = ImportForm(request.POST or None)
        rows = library.plan(form.cleaned_data["text"]) if form.is_valid() else []
        keeps = any(row.act in ("add", "update") for row in rows)
        if keeps and "confirm" in request.POST:
            try:
                kept = library.take_in(rows)
            except IntegrityError:
                messages.error(request, _("Somebody else has just changed the library. Please look at it again."))
                rows = library.plan(form.cleaned_data["text"])
            else:
                said = ngettext("%(count)s source was kept.", "%(count)s sources were kept.", kept) % {"count": kept}
                messages.success(request, said)
                return HttpResponseRedirect(reverse("admin:articles_source_changelist"))
        context = {
            **self.admin_site.each_context(request),
            **{"title": _("Import sources"), "opts": self.opts, "form": form, "rows": rows},
            "keeps": keeps,
        }
        return TemplateResponse(request, "admin/articles/source/import.html", context)
