"""The moderators' pages, all behind `moderators_only`."""

from django.urls import path

from . import acting, figures, focus, later, log_pages, redacting, reports, safety, stock, views, welfare
from .door import moderators_only

app_name = "desk"
urlpatterns = [
    path("", moderators_only(views.queue), name="queue"),
    path("focus/", moderators_only(focus.focus), name="focus"),
    path("focus/<slug:public_id>/", moderators_only(focus.focus), name="focus-on"),
    path("decide/", moderators_only(acting.decide), name="decide"),
    path("undo/", moderators_only(acting.undo), name="undo"),
    path("skip/", moderators_only(acting.skip), name="skip"),
    path("go-back/", moderators_only(acting.go_back), name="go-back"),
    path("note/", moderators_only(acting.note), name="note"),
    path("answer/", moderators_only(acting.answer), name="answer"),
    path("keys/", moderators_only(acting.switch_keys), name="keys"),
    path("messages/", moderators_only(stock.stock), name="messages"),
    path("redact/<slug:public_id>/", moderators_only(redacting.redact), name="redact"),
    path("strip/<slug:public_id>/", moderators_only(redacting.strip), name="strip"),
    path("safety/", moderators_only(safety.notes), name="safety-notes"),
    path("safety/<slug:public_id>/", moderators_only(safety.warn), name="warn"),
    path("safety/<slug:public_id>/remove/", moderators_only(safety.unwarn), name="unwarn"),
    path("changes/", moderators_only(later.changes), name="changes"),
    path("changes/answer/", moderators_only(later.answer_change), name="answer-change"),
    path("objections/", moderators_only(later.objections), name="objections"),
    path("objections/answer/", moderators_only(later.answer_objection), name="answer-objection"),
    path("reports/", moderators_only(reports.reports), name="reports"),
    path("reports/answer/", moderators_only(reports.answer_report), name="answer-report"),
    path("figures/", moderators_only(figures.page), name="figures"),
    path("log/", moderators_only(log_pages.log), name="log"),
    path("go-on/", moderators_only(welfare.go_on), name="go-on"),
    path("<slug:status>/", moderators_only(views.queue), name="list"),
]
