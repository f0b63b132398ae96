"""Writing an article: opening it, keeping what is typed, saving it, and what happens when two do so at once."""

from typing import Any

from django.contrib import messages
from django.contrib.admin import helpers
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.middleware.csrf import get_token
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _

from harmblog.pagecache import bump
from harmblog.typed import gave_back

from .. import at_work, writing
from ..compare import compare
from ..models import Article
from ..preview import lay_open
from ..rendering import warnings
from .base import Part, differing, number


class Working(Part):
    """The form itself. What it shows is the newest text, whatever readers see."""

    change_form_template = "admin/articles/article/change_form.html"

    def get_urls(self) -> list[Any]:
        return [
            self.page("add/autosave/", self.autosave, "autosave_new", acts=True),
            self.page("add/unsaved/", self.throw_away, "unsaved_new", acts=True),
            self.page("<path:object_id>/change/autosave/", self.autosave, "autosave", acts=True),
            self.page("<path:object_id>/change/unsaved/", self.throw_away, "unsaved", acts=True),
            self.page("<path:object_id>/change/leave/", self.leave, "leave", acts=True),
            *super().get_urls(),
        ]

    # --- Opening ----------------------------------------------------------------------------------------------------

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Article | None:
        """With its newest text; with what this editor has typed and not saved, if they ask for that. Only the acts of
        `articles.writing` store anything of it.
        """
        article: Article | None = super().get_object(request, object_id, from_field)
        if article is None:
            return None
        kept = at_work.unsaved(article, editor=request.user) if self._wants_unsaved(request) else None
        if kept is None:
            return lay_open(article)
        for name in Article.TEXT:
            setattr(article, name, getattr(kept, name))
        article.edition = kept.based_on  # so that saving tells whether somebody else has saved since
        return article

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        kept = at_work.unsaved(None, editor=request.user) if self._wants_unsaved(request) else None
        text = writing.words_of(kept) if kept else {}
        return {"author": request.user.pk, **super().get_changeform_initial_data(request), **text}

    def _wants_unsaved(self, request: HttpRequest) -> bool:
        return request.method in ("GET", "HEAD") and "unsaved" in request.GET

    def render_change_form(
        self,
        request: HttpRequest,
        context: Any,
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Any = None,
    ) -> HttpResponse:
        if obj is None or self.has_change_permission(request, obj):
            context["unsaved"] = self._offer(request, obj, context["adminform"].form)
        if obj is not None and self.has_change_permission(request, obj):
            at_work.arrive(obj, editor=request.user)
            behind = obj.status == Article.Status.PUBLISHED and obj.edition != obj.shown_edition
            context |= {
                "others": at_work.others(obj, editor=request.user),
                "shown": obj.revisions.filter(number=obj.shown_edition).first() if behind else None,
                "links": at_work.open_links(obj),
                "days": at_work.DAYS,
            }
        return super().render_change_form(request, context, add, change, form_url, obj)

    def _offer(self, request: HttpRequest, article: Article | None, form: Any) -> Any:
        """What was typed and not saved, unless it is what the form shows."""
        kept = at_work.unsaved(article, editor=request.user)
        same = kept and all((form[name].value() or "") == getattr(kept, name) for name in Article.TEXT)
        return None if same or form.is_bound else kept

    # --- Keeping what is typed ----------------------------------------------------------------------------------------

    def autosave(self, request: HttpRequest, object_id: str | None = None) -> HttpResponse:
        """Keep the text as it is being typed. Answers with the time, who else is here, and a fresh token."""
        article = self._article_or_new(request, object_id)
        based_on = number(request.POST.get("based_on", ""))
        text = writing.clean(request.POST)
        if article and text == writing.words_of(article):
            at_work.drop_unsaved(article, editor=request.user)
        else:
            at_work.keep_unsaved(article, text, editor=request.user, based_on=based_on)
        answer = {"at": time_format(timezone.localtime(), "H:i"), "csrf": get_token(request)}
        return JsonResponse(answer | (self._company(request, article, based_on) if article else {}))

    def _company(self, request: HttpRequest, article: Article, based_on: int) -> dict[str, Any]:
        """Who else has it open, and whether somebody has saved it."""
        at_work.arrive(article, editor=request.user)
        here = [str(other.editor) for other in at_work.others(article, editor=request.user)]
        last = writing.newest(article) if article.edition > based_on else None
        newer = _("%(name)s has saved this meanwhile. When you save, you will see both texts.")
        return {
            "edition": article.edition,
            "others": here,
            "newer": newer % {"name": last.editor} if last and last.editor_id != request.user.pk else "",
        }

    def throw_away(self, request: HttpRequest, object_id: str | None = None) -> HttpResponse:
        """What was typed and not saved is not wanted."""
        article = self._article_or_new(request, object_id)
        at_work.drop_unsaved(article, editor=request.user)
        return HttpResponseRedirect(self.address("change", article.pk) if article else self.address("add"))

    def leave(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The page was closed."""
        at_work.leave(self.article(request, object_id), editor=request.user)
        return HttpResponse(status=204)

    def _article_or_new(self, request: HttpRequest, object_id: str | None) -> Article | None:
        if object_id is None and not self.has_add_permission(request):
            raise PermissionDenied
        return self.article(request, object_id) if object_id else None

    # --- Saving -----------------------------------------------------------------------------------------------------

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> Any:
        gone = object_id and request.method == "POST" and self.get_object(request, unquote(object_id)) is None
        if gone and self.has_add_permission(request):
            title = _("This is not there any more. Your text is here.")
            return gave_back(request, title=title, status=404, known=True, again=self.address("add"))
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except IntegrityError:  # of two who took one slug at the same instant, this is the second
            title = _("Somebody else saved at the same moment. Please send it again.")
            return gave_back(request, title=title, status=409, known=True)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not change:
            writing.create(obj, editor=request.user)
            at_work.settle(at_work.unsaved(None, editor=request.user), obj, form.cleaned_data)
            return
        try:
            self._save(request, obj, form)
        except writing.Stale as stale:
            request.stale = stale, form  # type: ignore[attr-defined]

    def _save(self, request: HttpRequest, article: Article, form: Any) -> None:
        publishes = "_publish" in request.POST
        mine = writing.save_text(
            article, form.cleaned_data, editor=request.user, based_on=form.cleaned_data["based_on"]
        )
        if publishes and mine.number != article.edition:  # nobody publishes a text that they have not seen
            raise writing.Stale(writing.newest(article) or mine)
        if names := form.changed_settings:
            writing.save_settings(article, names)
        if publishes:
            writing.publish_text(article, expected=article.edition)
        at_work.settle(at_work.unsaved(article, editor=request.user), article, form.cleaned_data)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        if not hasattr(request, "stale") and not (change and "topics" not in form.changed_data):
            super().save_related(request, form, formsets, change)
            bump()  # no save of an article tells of its topics

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        return None if hasattr(request, "stale") else super().log_change(request, obj, message)

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: Any = None) -> HttpResponse:
        return self._saved(request, obj)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        if hasattr(request, "stale"):
            return self._conflict(request, *request.stale)
        return self._saved(request, obj)

    def _saved(self, request: HttpRequest, article: Article) -> HttpResponse:
        """Back to the form: who saves a draft mostly goes on writing."""
        if article.status == Article.Status.DRAFT:
            said = _("The draft was saved.")
        elif article.edition != article.shown_edition:
            said = _("Saved. Readers still see the earlier text, until you show them the changes.")
        elif article.is_scheduled:
            said = _("Saved. It appears on %(when)s.") % {"when": date_format(_local(article), "DATETIME_FORMAT")}
        else:
            said = _("Saved. This is what readers see now.")
        self.message_user(request, said, messages.SUCCESS)
        for warning in warnings(lay_open(article).render()):
            self.message_user(request, warning, messages.WARNING)
        return HttpResponseRedirect(self.address("change", article.pk))

    def _conflict(self, request: HttpRequest, stale: writing.Stale, form: Any) -> HttpResponse:
        """The form once more with this editor's text in it, and what the other one saved beside it."""
        article, first = form.instance, stale.first
        when = time_format(timezone.localtime(first.at), "H:i")
        said = _("%(name)s saved this at %(time)s, while you were writing. Nothing of yours was saved over it.")
        form.come_second(first.number, said % {"name": first.editor, "time": when})
        fieldsets: Any = list(self.get_fieldsets(request, article))
        adminform = helpers.AdminForm(form, fieldsets, {}, self.get_readonly_fields(request, article), model_admin=self)
        both = differing(writing.words_of(first), writing.clean(form.data))
        context = self.context(
            request,
            article,
            title=_("Two texts of one article"),
            subtitle=str(article),
            adminform=adminform,
            object_id=str(article.pk),
            errors=helpers.AdminErrorList(form, []),
            media=self.media + adminform.media,
            inline_admin_formsets=[],
            stale=stale,
            differ=[(label, compare(theirs, mine)) for label, theirs, mine in both],
        )
        response = self.render_change_form(request, context, change=True, obj=article)
        response.status_code = 409
        return response


def _local(article: Article) -> Any:
    return timezone.localtime(article.published_at)
