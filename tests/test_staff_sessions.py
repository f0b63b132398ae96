"""Log-ins end by themselves and by others' will; they are told apart by times alone."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.test import Client

from articles.models import Article
from comments import retention
from comments.models import LogLine
from harmblog.models import StaffSession
from harmblog.staff.roles import roles

from .conftest import PASSWORD, account, words
from .editing import change, open_form
from .staffing import Clock, app_of, code, log_in, set_clock

pytestmark = pytest.mark.django_db
SESSIONS = "/accounts/sessions/"


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return set_clock(monkeypatch)


def inside(browser: Client) -> bool:
    return browser.get("/moderation/").status_code == 200


@pytest.mark.asvs("V7.3.1")
def test_log_in_ends_after_half_an_hour_of_nothing(clock: Clock, mo: User) -> None:
    browser = log_in("mo").browser
    for minutes, is_in in ((29, True), (58, True), (89, False)):
        clock(minutes)
        assert inside(browser) is is_in


@pytest.mark.asvs("V7.3.2")
def test_log_in_ends_after_twelve_hours_of_work(clock: Clock, mo: User) -> None:
    browser = log_in("mo").browser
    for minutes in range(0, 720, 20):
        clock(minutes)
        assert inside(browser)
    clock(719.9)
    assert inside(browser)
    clock(720.1)
    assert not inside(browser)


def test_cookie_of_a_log_in_that_ended_is_worth_nothing_at_the_server(clock: Clock, mo: User) -> None:
    browser = log_in("mo").browser
    key = browser.cookies["session"].value
    browser.post("/accounts/logout/")
    browser.cookies["session"] = key
    assert not inside(browser)


@pytest.mark.one_database
def test_reading_writes_at_most_once_a_minute(clock: Clock, mo: User, django_assert_num_queries: Any) -> None:
    browser = log_in("mo").browser
    browser.get("/accounts/")
    seen = StaffSession.objects.get().seen_at
    clock(0.9)
    browser.get("/accounts/")
    assert StaffSession.objects.get().seen_at == seen
    clock(1.1)
    browser.get("/accounts/")
    assert StaffSession.objects.get().seen_at > seen


@pytest.mark.one_database
def test_text_that_is_kept_while_typing_keeps_the_log_in(clock: Clock, ada: User, article: Article) -> None:
    browser = log_in("ada").browser
    form = open_form(browser, article)
    for minutes in (25, 50, 75):
        clock(minutes)
        assert browser.post(f"{change(article)}autosave/", form).status_code == 200
    clock(100)
    assert browser.get("/admin/").status_code == 200


@pytest.mark.asvs("V7.2.4")
@pytest.mark.one_database
def test_log_in_and_second_step_each_take_a_new_cookie(mo: User, settings: Any) -> None:
    settings.STAFF_SECOND_FACTOR = True
    app, browser = app_of(mo), Client()
    keys = []
    for later in (0, 1):
        log_in("mo", client=browser)
        keys.append(browser.cookies["session"].value)
        browser.post("/accounts/confirm/", {"code": code(app, later=later)})
        keys.append(browser.cookies["session"].value)
    assert len(set(keys)) == 4
    assert StaffSession.objects.count() == 1


@pytest.mark.one_database
def test_second_log_in_of_a_browser_begins_with_nothing_proved(mo: User, settings: Any) -> None:
    settings.STAFF_SECOND_FACTOR = True
    app, browser = app_of(mo), Client()
    log_in("mo", client=browser)
    browser.post("/accounts/confirm/", {"code": code(app)})
    assert inside(browser)
    log_in("mo", client=browser)
    assert not inside(browser)


def test_database_keeps_no_cookie(mo: User) -> None:
    browser = log_in("mo").browser
    assert StaffSession.objects.get().session_key != browser.cookies["session"].value


def test_one_log_in_is_ended_from_another(mo: User) -> None:
    here, there, elsewhere = (log_in("mo").browser for _ in range(3))
    others = re.findall(r'name="session" value="(\w+)"', here.get(SESSIONS).content.decode())
    assert len(others) == 2
    here.post(SESSIONS, {"session": others[0]})
    assert [inside(browser) for browser in (here, there, elsewhere)].count(True) == 2
    assert inside(here)


def test_all_others_are_ended(mo: User) -> None:
    here, there, elsewhere = (log_in("mo").browser for _ in range(3))
    page = here.post(SESSIONS, {"session": ""}, follow=True)
    assert "2 other log-ins were ended." in words(page.content)
    assert [inside(browser) for browser in (here, there, elsewhere)] == [True, False, False]


@pytest.mark.asvs("V8.2.2")
@pytest.mark.parametrize("key", ["nothing", "\0", "x" * 5000])
def test_nobody_ends_a_log_in_of_another_account(mo: User, kit: User, key: str) -> None:
    hers, his = log_in("kit").browser, log_in("mo").browser
    own = StaffSession.objects.get(user=kit).pk
    for wanted in (own, key):
        assert his.post(SESSIONS, {"session": wanted}).status_code == 302
    assert inside(hers)


def test_page_tells_times_and_nothing_else(mo: User) -> None:
    log_in("mo")
    page = words(log_in("mo").browser.get(SESSIONS, headers={"User-Agent": "Old phone"}).content)
    assert page.count("Since ") == 2
    assert page.count("This one") == 1
    assert "127.0.0.1" not in page


def test_new_password_ends_all_other_log_ins(mo: User) -> None:
    here, there = log_in("mo").browser, log_in("mo").browser
    new = "five words nobody else had"
    form = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    assert here.post("/accounts/password/", form).status_code == 302
    assert StaffSession.objects.count() == 1
    assert (inside(here), inside(there)) == (True, False)


@pytest.mark.asvs("V7.4.5")
@pytest.mark.one_database
def test_admin_logs_somebody_out_everywhere(mo: User) -> None:
    browser, admin = log_in("mo").browser, Client()
    admin.force_login(account("root", is_staff=True, is_superuser=True))
    admin.post("/admin/auth/user/", {"action": "end_sessions", "_selected_action": [mo.pk]})
    assert not inside(browser)
    assert admin.get("/admin/").status_code == 200


@pytest.mark.one_database
def test_password_that_an_admin_gives_ends_the_log_ins(mo: User) -> None:
    browser, admin = log_in("mo").browser, Client()
    admin.force_login(account("root", is_staff=True, is_superuser=True))
    form = {"password1": "five words nobody else had", "password2": "five words nobody else had"}
    assert admin.post(f"/admin/auth/user/{mo.pk}/password/", form).status_code == 302
    assert not inside(browser)
    assert not StaffSession.objects.filter(user=mo).exists()


@pytest.mark.one_database
def test_change_of_rights_is_in_the_log(mo: User) -> None:
    admin = Client()
    admin.force_login(root := account("root", is_staff=True, is_superuser=True))
    form = admin.get(f"/admin/auth/user/{mo.pk}/change/").context["adminform"].form
    data = {name: value for name, value in form.initial.items() if isinstance(value, str | bool) and value}
    data |= {"date_joined_0": "2026-01-01", "date_joined_1": "10:00:00"}
    groups = [Group.objects.get_or_create(name=name)[0].pk for name in ("Moderator", "Privacy officer")]
    for chosen in (groups[:1], groups):  # the first changes nothing
        assert admin.post(f"/admin/auth/user/{mo.pk}/change/", data | {"groups": chosen}).status_code == 302
    lines = LogLine.objects.values_list("act", "subject", "actor", "before", "after")
    assert list(lines) == [("role", str(mo.pk), root.pk, "M", "MP")]


@pytest.mark.one_database
def test_right_that_is_given_by_a_group_is_in_the_log_too(mo: User) -> None:
    admin, group = Client(), Group.objects.get(name="Moderator")
    admin.force_login(root := account("root", is_staff=True, is_superuser=True))
    path, given = f"/admin/auth/group/{group.pk}/", list(group.permissions.values_list("pk", flat=True))
    ask = Permission.objects.get(codename="ask_to_reveal").pk
    for chosen in (given, [*given, ask]):  # the first changes nothing
        assert admin.post(f"{path}change/", {"name": "Moderator", "permissions": chosen}).status_code == 302
    assert roles(mo) == "M+"
    assert admin.post(f"{path}delete/", {"post": "yes"}).status_code == 302
    lines = LogLine.objects.values_list("act", "subject", "actor", "before", "after")
    assert list(lines) == [("group", str(group.pk), root.pk, *change) for change in (("M2", "MP3"), ("MP3", "gone"))]


@pytest.mark.one_database
@pytest.mark.parametrize("way", ["one", "chosen"])
def test_account_that_is_taken_over_or_deleted_by_an_admin_is_in_the_log(mo: User, way: str) -> None:
    admin, path = Client(), f"/admin/auth/user/{mo.pk}/"
    admin.force_login(account("root", is_staff=True, is_superuser=True))
    form = {"password1": "five words nobody else had", "password2": "five words nobody else had"}
    assert admin.post(f"{path}password/", form).status_code == 302
    if way == "one":
        assert admin.post(f"{path}delete/", {"post": "yes"}).status_code == 302
    else:
        act = {"action": "delete_selected", "_selected_action": [mo.pk], "post": "yes"}
        assert admin.post("/admin/auth/user/", act).status_code == 302
    lines = LogLine.objects.values_list("act", "subject", "before", "after")
    assert list(lines) == [("password", str(mo.pk), "", ""), ("role", str(mo.pk), "M", "gone")]


def test_log_ins_that_ended_are_forgotten(clock: Clock, mo: User) -> None:
    log_in("mo")
    clock(29)
    retention.apply()
    assert StaffSession.objects.count() == 1
    clock(31)
    retention.apply()
    assert StaffSession.objects.count() == 0


def test_admin_has_no_other_page_for_a_new_password(ada: User) -> None:
    browser = Client()
    browser.force_login(ada)
    for send in (browser.get, browser.post):
        assert send("/admin/password_change/")["Location"] == "/accounts/password/"
