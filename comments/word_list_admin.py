"""Lists of words in Django's admin, for superusers. A list is tried on the last comments before it is saved, and saved
only with the answer to that: a signature over what was tried, so that no form sent past the page saves anything.
"""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from . import log, receipts, word_lists
from .log import Entry
from .models import WordList
from .screening import listed

TESTED = "tested"  # the field that carries the signature
GOOD_FOR = 3600  # seconds, within which what was tried is still what it was
_SALT = "comments.word_lists"
UNTRIED, BACK = "untried", "_back"


class WordListForm(forms.ModelForm):
    """`trial` is set where the words are fine and have not been tried as they are."""

    trial: word_lists.Trial | None = None

    class Meta:
        model = WordList
        fields = ["label", "words", "reason", "is_active"]
        widgets = {"words": forms.Textarea(attrs={"rows": 16, "spellcheck": "false"})}
        help_texts = {
            "words": _(
                "One word or phrase on each line. Whole words are found, in small or capital letters, with or without "
                "accents, also in look-alike letters or with invisible signs between."
            ),
            "is_active": _("A list that is not in use can be deleted, as soon as what waits was sorted without it."),
        }

    def clean_words(self) -> str:
        typed: str = self.cleaned_data["words"]
        lines = listed.lines_of(typed)
        if wrong := [*_too_many(lines), *_wrong(typed)]:
            raise ValidationError(wrong)
        return "\n".join(lines)

    def clean(self) -> dict[str, Any] | None:
        """The last step: nothing is valid that was not tried, or not by this page."""
        cleaned = super().clean()
        if BACK in self.data:
            self.add_error(None, ValidationError(_("Nothing is saved yet."), code=UNTRIED))
        elif not self.errors and not self.was_tried:
            self.instance.label, self.instance.words = self.cleaned_data["label"], self.cleaned_data["words"]
            self.instance.reason = self.cleaned_data["reason"]
            self.trial = word_lists.try_out(word_lists.words_of(self.instance))
            raise ValidationError(_("Nothing is saved yet."), code=UNTRIED)
        return cleaned

    @property
    def fingerprint(self) -> str:
        """Of what is tried: another one for other words, another label or another list."""
        data = self.cleaned_data
        parts = (self.instance.pk or "new", data["label"], data["words"], data["reason"], data["is_active"])
        return receipts.keyed_hash("word list", *map(str, parts))

    @property
    def was_tried(self) -> bool:
        try:
            return bool(signing.loads(self.data.get(TESTED, ""), salt=_SALT, max_age=GOOD_FOR) == self.fingerprint)
        except signing.BadSignature:
            return False

    @property
    def signature(self) -> str:
        return signing.dumps(self.fingerprint, salt=_SALT)


def _too_many(lines: list[str]) -> list[ValidationError]:
    if not lines:
        return [ValidationError(_("There is no word in it."))]
    if len(lines) > listed.MOST_LINES:
        told = _("%(lines)d lines are too many: a list takes %(most)d. Make another one for the rest.")
        return [ValidationError(told, params={"lines": len(lines), "most": listed.MOST_LINES})]
    return []


def _wrong(typed: str) -> list[ValidationError]:
    """What is wrong with single lines; the first ten, so that the page stays readable."""
    wrong = []
    for number, line in enumerate(typed.splitlines(), 1):
        params = {"number": number, "line": line.strip()[:40]}
        if not line.strip():
            continue
        entry = listed.normalised(line)
        if not entry:
            told = _("Line %(number)d holds no letter or digit: “%(line)s”.")
        elif len(line.strip()) > listed.LONGEST or len(entry) > listed.MOST_WORDS:
            told = _("Line %(number)d is too long: “%(line)s…”. Name the few words that matter.")
        elif listed.too_common(line):
            told = _("Line %(number)d is in nearly every comment: “%(line)s”.")
        else:
            continue
        wrong.append(ValidationError(told, params=params))
    return wrong[:10]


class WordListAdmin(admin.ModelAdmin):
    form = WordListForm
    list_display = ["reason", "label", "is_active", "changed_at", "changed_by"]
    list_select_related = ["changed_by"]
    ordering = ["label", "reason"]

    def has_module_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_active and request.user.is_superuser)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_module_permission(request)

    has_add_permission = has_module_permission
    has_change_permission = has_view_permission

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only where nothing that waits was sorted by it: afterwards nobody would know that it has to be again."""
        allowed = self.has_module_permission(request) and obj is not None and not obj.is_active
        return allowed and word_lists.is_carried_out(obj)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """The form; or, where the words are fine and were not tried yet, what they would have matched."""
        form = context["adminform"].form
        if getattr(form, "trial", None):
            return self._tried(request, form)
        if BACK in request.POST:
            form.errors.clear()
            context["errors"] = []
            messages.info(request, _("Nothing is saved yet."))
        return super().render_change_form(request, context, *args, **kwargs)

    def _tried(self, request: HttpRequest, form: WordListForm) -> HttpResponse:
        sent = [(name, value) for name, values in request.POST.lists() for value in values]
        left_out = {"csrfmiddlewaretoken", TESTED, "_save", "_continue", "_addanother"}
        context = {
            **self.admin_site.each_context(request),
            "title": _("What these words would have matched"),
            "opts": self.opts,
            "trial": form.trial,
            "repeated": listed.repeated(listed.lines_of(form.cleaned_data["words"])),
            "sent": [(name, value) for name, value in sent if name not in left_out],
            "how": next((name for name, _value in sent if name in left_out and name.startswith("_")), "_save"),
            "signature": form.signature,
        }
        return TemplateResponse(request, "admin/comments/wordlist/tried.html", context)

    def save_model(self, request: HttpRequest, obj: WordList, form: Any, change: bool) -> None:
        obj.changed_at, obj.changed_by = timezone.now(), request.user  # type: ignore[assignment]
        obj.save()

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        written = super().log_addition(request, obj, message)
        _write(request, obj, after="in use" if obj.is_active else "not in use")
        return written

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        written = super().log_change(request, obj, message)
        _write(request, obj, after="in use" if obj.is_active else "not in use")
        return written

    def delete_model(self, request: HttpRequest, obj: WordList) -> None:
        key, label = str(obj.pk), obj.label
        obj.delete()
        log.append([Entry("words", key, actor=request.user.pk or 0, after="deleted", reason=label)])


def _write(request: HttpRequest, row: WordList, *, after: str) -> None:
    """The line in the log, last of all in the transaction."""
    log.append([Entry("words", str(row.pk), actor=request.user.pk or 0, after=after, reason=row.label)])
