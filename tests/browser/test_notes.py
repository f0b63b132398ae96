"""Safety notes and reports in a real browser: axe has nothing to object to, and all of it works without a script."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from playwright.sync_api import Page, expect

from comments import moderation, safety
from comments.models import Comment, Report, SafetyTemplate

from .test_accessibility import objections

Visit = Callable[..., Page]


@pytest.fixture
def comment(approved: Any, mo: User) -> Comment:
    """A published comment over one of three notes, one of which has aged."""
    for key, years in (("tolerance", 0), ("heat", 0), ("old", 2)):
        template = SafetyTemplate.objects.create(key=key, title=f"About {key}")
        day = timezone.localdate() - safety.AGED * years
        words = {"language": "en", "text": f"Text of {key}.", "source": "WHO, 2014", "reviewed_on": day}
        safety.write(template, source_url="https://example.org/", **words)
    said: Comment = approved("There is no risk at all.")
    moderation.warn(said.public_id, key="tolerance", moderator=mo)
    return said


def test_axe_objects_to_notes_and_reports(visit: Visit, comment: Comment, mo: User) -> None:
    article = comment.article.get_absolute_url()
    report = f"{article}report/{comment.public_id}/"
    paths = [article, report, f"{article}reported/now/", f"{article}reported/"]
    paths += [f"/moderation/safety/{comment.public_id}/", "/moderation/safety/?note=tolerance", "/moderation/reports/"]
    Report.objects.create(comment=comment, reason="danger", count=2)
    page, found = visit("/moderation/", user=mo, script=True), {}
    for path in paths:
        page.goto(path)
        found[path] = objections(page)
    page.goto(report)
    page.get_by_role("button", name="Report").click()
    expect(page.get_by_role("alert")).to_be_visible()
    found["without a reason"] = objections(page)
    assert {path: some for path, some in found.items() if some} == {}


def test_reader_reports_and_moderator_answers_with_a_note(visit: Visit, comment: Comment, mo: User) -> None:
    page = visit(comment.article.get_absolute_url(), width=360)
    page.get_by_role("link", name="Report the comment by Rita").click()
    page.get_by_label("Somebody who follows it could be harmed.").check()
    page.get_by_role("button", name="Report").click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    desk = visit("/moderation/reports/", user=mo, width=360)
    desk.get_by_role("link", name="Safety note", exact=True).click()
    desk.get_by_label("About heat").check()
    desk.get_by_role("button", name="Put it under the comment").click()
    desk.get_by_role("button", name="Leave it as it is").click()
    expect(desk.get_by_text("There is nothing here.")).to_be_visible()
    page.goto(comment.article.get_absolute_url())
    expect(page.get_by_role("note")).to_have_count(2)
    expect(page.get_by_role("note").last).to_contain_text("Text of heat.")
