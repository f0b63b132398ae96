"""Comments in Django's admin, to look at only: deciding is done at the desk, where each decision is logged."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from . import admin_safety  # noqa: F401 - registers safety notes
from .models import Comment, WordList
from .word_list_admin import WordListAdmin

admin.site.register(WordList, WordListAdmin)


@admin.register(Comment)
class CommentAdmin(admin.ModelAdmin):
    list_display = ["public_id", "name", "article", "status", "received_at"]
    list_filter = ["status"]
    list_select_related = ["article"]
    fields = ["article", "parent", "name", "text", "status", "received_at", "decided_at"]
    ordering = ["-pk"]
    show_full_result_count = False
    # No search: what is searched for would stand in addresses, and so in histories.

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest) -> bool:
        """The one filter that is offered. Django takes any other that names a column of this table, and a list that
        grows shorter answers questions, such as how a hash begins.
        """
        return lookup == "status__exact"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
