"""What a moderator does with JavaScript on: clear the queue by keys alone, with the next comment there at once."""

from collections import Counter
from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from comments.models import Comment, Decision, MessageTemplate, SecondOpinion
from harmblog.models import StaffSession

Visit = Callable[..., Page]
FOCUS = "/moderation/focus/"
KEYS = {"approve": "a", "reject": "r r", "spam": "s", "ask": "h", "reason": "r ArrowDown Enter"}
LANES = {"approve": 1, "reject": 1, "spam": 2, "ask": 0, "reason": 0}
AT = "said => document.activeElement?.matches('h1') && document.activeElement.textContent.includes(said)"


def shown(page: Page, name: str) -> None:
    """The comment is there, and the keyboard at its heading. Looks at every frame: there are many."""
    page.wait_for_function(AT, arg=f"Comment by {name}")


def press(page: Page, kind: str) -> None:
    for key in KEYS[kind].split():
        page.keyboard.press(key)


def test_many_mixed_comments_are_cleared_by_keys_alone(visit: Visit, say: Any, mo: User) -> None:
    made = [(kind, f"Writer {number:02}") for number, kind in enumerate(list(KEYS) * 5)]
    for kind, name in made:
        say(f"What {name} said.", name=name, lane=LANES[kind])
    queue = sorted(made, key=lambda one: (LANES[one[0]], one[1]))
    page = visit(FOCUS, user=mo, script=True, width=1000)
    page.locator("h1").focus()
    for at, (kind, name) in enumerate(queue):
        shown(page, name)
        press(page, kind)
        if at in (5, 20):  # the wrong one, taken back
            shown(page, queue[at + 1][1])
            page.keyboard.press("u")
            shown(page, name)
            press(page, kind)
    expect(page.get_by_role("heading", name="Nothing is left for you")).to_be_visible()
    states = Counter(Comment.objects.values_list("status", flat=True))
    assert states == {"approved": 5, "rejected": 10, "spam": 5, "pending": 5}
    assert SecondOpinion.objects.count() == 5
    assert Decision.objects.filter(act="reject", undone_by=None).exclude(reason="").count() == 5
    assert Decision.objects.filter(act="undo").count() == 2
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0


def test_keys_of_the_list(visit: Visit, say: Any, mo: User) -> None:
    for number in range(4):
        say(f"Text {number}.", name=f"Writer {number}")
    page = visit("/moderation/", user=mo, script=True)
    said = page.locator(".item .said")
    for key in ("a", "s"):  # nothing is chosen yet
        page.keyboard.press(key)
    for key in ("j", "j", "x"):
        page.keyboard.press(key)
    expect(page.locator("[data-ticked]")).to_have_text("(1)")
    page.keyboard.press("a")
    expect(page.locator(".message")).to_have_text("1 comment approved.")
    expect(said).to_have_text(["Text 0.", "Text 2.", "Text 3."])
    expect(page.locator(".item", has_text="Text 2.").get_by_role("heading")).to_be_focused()
    for key in ("k", "s"):
        page.keyboard.press(key)
    expect(said).to_have_text(["Text 2.", "Text 3."])
    page.keyboard.press("u")
    expect(said).to_have_text(["Text 0.", "Text 2.", "Text 3."])
    page.keyboard.press("/")
    page.keyboard.type("sahur?3")
    expect(page.get_by_label("Words in the comment")).to_have_value("sahur?3")
    expect(page.locator("dialog")).to_be_hidden()
    assert Comment.objects.filter(status="pending").count() == 3


def test_help_lists_the_keys_and_switches_them_off(visit: Visit, say: Any, mo: User) -> None:
    comment = say()
    page = visit(FOCUS, user=mo, script=True)
    page.keyboard.press("?")
    keys = page.get_by_role("dialog", name="Keys")
    for said in ("approve", "reject", "spam", "hold", "remove words", "undo", "this help"):
        expect(keys.get_by_text(said).first).to_be_visible()
    page.keyboard.press("a")  # not while it is open
    keys.get_by_role("button", name="Switch keys off").click()
    expect(page.get_by_text("Keys are off.")).to_be_visible()
    page.keyboard.press("a")
    page.keyboard.press("?")
    expect(page.locator("dialog")).to_be_hidden()
    comment.refresh_from_db()
    assert comment.status == "pending"


def test_text_of_ones_own_is_put_where_it_can_be_changed(visit: Visit, say: Any, mo: User) -> None:
    say()
    MessageTemplate.objects.create(moderator=mo, title="Names", text="Please leave out names.")
    page = visit(FOCUS, user=mo, script=True)
    page.keyboard.press("r")
    expect(page.get_by_label("Reason for a rejection")).to_be_focused()
    page.get_by_label("Or one of your own texts").select_option("Names")
    expect(page.get_by_label("A message to its writer")).to_have_value("Please leave out names.")


def test_whoever_was_logged_out_is_led_to_the_login(visit: Visit, say: Any, mo: User) -> None:
    comment = say()
    page = visit(FOCUS, user=mo, script=True)
    StaffSession.objects.all().delete()
    page.keyboard.press("a")
    expect(page.get_by_role("heading", name="Log in")).to_be_visible()
    comment.refresh_from_db()
    assert comment.status == "pending"
