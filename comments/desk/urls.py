"""The moderators' pages, all behind `moderators_only`."""

from django.urls import path

from . import views
from .door import moderators_only

app_name = "desk"
urlpatterns = [
    path("", moderators_only(views.queue), name="queue"),
    path("decide/", moderators_only(views.decide), name="decide"),
    path("undo/", moderators_only(views.undo), name="undo"),
    path("<slug:status>/", moderators_only(views.queue), name="list"),
]
