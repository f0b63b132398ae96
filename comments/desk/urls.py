"""The moderators' pages, all behind `moderators_only`."""

from django.urls import path

from . import later, views
from .door import moderators_only

app_name = "desk"
urlpatterns = [
    path("", moderators_only(views.queue), name="queue"),
    path("decide/", moderators_only(views.decide), name="decide"),
    path("undo/", moderators_only(views.undo), name="undo"),
    path("changes/", moderators_only(later.changes), name="changes"),
    path("changes/answer/", moderators_only(later.answer_change), name="answer-change"),
    path("objections/", moderators_only(later.objections), name="objections"),
    path("objections/answer/", moderators_only(later.answer_objection), name="answer-objection"),
    path("<slug:status>/", moderators_only(views.queue), name="list"),
]
