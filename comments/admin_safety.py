"""Safety notes in Django's admin. A text is never changed: what an editor saves is a new version, which readers see
from then on. A note is never deleted, but retracted, and can be brought back.
"""

import datetime as dt
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from harmblog.language import own_names
from harmblog.pagecache import bump
from harmblog.text import refuse_invisible, refuse_unprintable

from . import safety
from .models import SafetyNote, SafetyTemplate, SafetyText

COUNTED = 999  # comments under which a note stands, and "999+" after


class TextForm(forms.ModelForm):
    """A text as it is now. Its language stays; whoever wants another one adds a text."""

    source_url = forms.URLField(label=_("Address of the source"), required=False, assume_scheme="https")

    class Meta:
        model = SafetyText
        fields = ["language", "text", "source", "source_url", "reviewed_on"]
        widgets = {
            "text": forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
            "source": forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
        }
        help_texts = {
            "source": _("Who says so, in which document, of which year: what a reader can look up."),
            "reviewed_on": _("When somebody last compared the text with its source. After a year it is due again."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = self.instance.pk is not None
        self.fields["language"] = forms.ChoiceField(
            label=_("Language"), choices=[*own_names().items()], disabled=known, initial=settings.LANGUAGE_CODE
        )
        for name in ("text", "source"):
            self.fields[name].validators += [refuse_unprintable, refuse_invisible]

    def clean_reviewed_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["reviewed_on"]
        if day > timezone.localdate():
            raise ValidationError(_("This day is still to come. Give the day on which the text was last compared."))
        return day


class TextFormSet(BaseInlineFormSet):
    """The newest version in each language; saving one writes the next."""

    def get_queryset(self) -> QuerySet[Any]:
        texts = SafetyText.objects.filter(template=self.instance.pk).order_by("language", "-version")
        # A form that was sent may name a version that is not the newest any more; `clean` says so.
        return texts if self.is_bound else texts.newest()

    def clean(self) -> None:
        if self.instance.pk:
            safety.hold(self.instance)  # from here on nobody else writes a version of it
        newest = {text.language: text.pk for text in SafetyText.objects.filter(template=self.instance.pk).newest()}
        languages = set[str]()
        for form in self.forms:
            language = getattr(form, "cleaned_data", {}).get("language")
            if not language or not (form.instance.pk or form.has_changed()):
                continue
            if form.has_changed() and form.instance.pk != newest.get(language):
                form.add_error(
                    "text", _("Somebody saved another version meanwhile. Copy yours, and load the page anew.")
                )
            if language in languages:
                form.add_error("language", _("There are two texts in this language. Change the one that is there."))
            languages.add(language)

    def save_existing(self, form: Any, obj: Any, commit: bool = True) -> Any:
        return self._next(form)

    def save_new(self, form: Any, commit: bool = True) -> Any:
        return self._next(form)

    def _next(self, form: Any) -> SafetyText:
        words = {name: form.cleaned_data[name] for name in safety.WORDS}
        return safety.write(self.instance, editor=self.editor, **words)  # type: ignore[attr-defined]


class Texts(admin.StackedInline):
    model = SafetyText
    form = TextForm
    formset = TextFormSet
    extra = 1
    can_delete = False
    verbose_name_plural = _("texts, as readers see them now")

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        formset = super().get_formset(request, obj, **kwargs)
        formset.editor = request.user  # type: ignore[attr-defined]
        return formset

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever writes a note writes its texts."""
        return request.user.has_perm("comments.change_safetytemplate")

    has_add_permission = has_view_permission = has_change_permission


class Versions(admin.TabularInline):
    """What each text said before, to look at."""

    model = SafetyText
    fields = ("language", "version", "text", "source", "reviewed_on", "editor", "at")
    readonly_fields = fields
    ordering = ["language", "-version"]
    can_delete = False
    extra = 0
    classes = ["collapse"]
    verbose_name_plural = _("all versions")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("editor")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("comments.view_safetytemplate")


@admin.register(SafetyTemplate)
class SafetyTemplateAdmin(admin.ModelAdmin):
    fields = ["title", "key", "retracted_at"]
    list_display = ["title", "key", "is_in_use"]
    ordering = ["title"]
    inlines = [Texts, Versions]
    actions = ["retract", "bring_back"]

    @admin.display(description=_("in use"), boolean=True)
    def is_in_use(self, template: SafetyTemplate) -> bool:
        return template.retracted_at is None

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["key", "retracted_at"] if obj else ["retracted_at"]

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> dict[str, Any]:
        return {} if obj else {"key": ["title"]}

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        bump(articles=False)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.action(description=_("Retract: show them under no comment any more"), permissions=["change"])
    def retract(self, request: HttpRequest, chosen: QuerySet[SafetyTemplate]) -> HttpResponse | None:
        return self._ask_or_do(request, chosen, "retract")

    @admin.action(description=_("Bring back: show them again where they stood"), permissions=["change"])
    def bring_back(self, request: HttpRequest, chosen: QuerySet[SafetyTemplate]) -> HttpResponse | None:
        return self._ask_or_do(request, chosen, "bring_back")

    def _ask_or_do(self, request: HttpRequest, chosen: QuerySet[SafetyTemplate], act: str) -> HttpResponse | None:
        """Says first under how many comments they stand; a second press does it."""
        if "sure" in request.POST:
            changed = {"retract": safety.retract, "bring_back": safety.bring_back}[act](chosen)
            self.log_change_of_each(request, chosen, act)
            told = ngettext("%(count)d safety note changed.", "%(count)d safety notes changed.", changed)
            messages.success(request, told % {"count": changed})
            return None
        under = SafetyNote.objects.filter(template__in=chosen).values("pk")[: COUNTED + 1].count()
        context = {
            **self.admin_site.each_context(request),
            "title": _("Are you sure?"),
            "opts": self.opts,
            "chosen": chosen,
            "act": act,
            "under": f"{COUNTED}+" if under > COUNTED else str(under),
        }
        return TemplateResponse(request, "admin/comments/safetytemplate/sure.html", context)

    def log_change_of_each(self, request: HttpRequest, chosen: QuerySet[SafetyTemplate], act: str) -> None:
        for template in chosen:
            self.log_change(request, template, f"{act}: {template.key}")
