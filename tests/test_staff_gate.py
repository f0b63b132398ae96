"""No staff page opens before a second factor was proved: by every address there is, and by every one to come."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from articles.models import Article
from harmblog.security import STAFF
from harmblog.staff.models import AuthenticatorApp

from .canary import url_map
from .conftest import account
from .editing import change, fields, open_form
from .staffing import app_of, code, log_in, verified

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
LOG_OUT = "/accounts/logout/"
ROUTES = sorted({route for route in url_map() if route.startswith(STAFF)} - {LOG_OUT})
TO_PROVE = {"/accounts/login/", "/admin/login/", "/accounts/confirm/"}
SET_UP = "/accounts/second-factor/"
TO_SET_UP = (TO_PROVE - {"/accounts/confirm/"}) | {SET_UP, f"{SET_UP}app/", f"{SET_UP}passkey/"}


@pytest.fixture(autouse=True)
def strict(settings: Any) -> None:
    settings.STAFF_SECOND_FACTOR = True


@pytest.fixture
def root(db: None) -> Client:
    """A superuser's browser after the password alone."""
    client = Client()
    client.force_login(account("root", is_staff=True, is_superuser=True))
    return client


def path(route: str) -> str:
    return re.sub(r"\^?\(\?P<\w+>[^)]*\)|<[^>]+>", "1", route).rstrip("$")


def open_to(client: Client, method: str) -> set[str]:
    """The staff's addresses that this browser is not led away from."""
    client.raise_request_exception = False
    found = set()
    for route in ROUTES:
        answer = getattr(client, method)(path(route))
        led = answer.status_code == 302 and answer["Location"].startswith(("/accounts/confirm/?", f"{SET_UP}?"))
        given_back = method == "post" and answer.status_code == 403 and b"in a new tab" in answer.content
        in_the_background = answer.status_code == 403 and answer["Content-Type"] == "application/json"
        if not (led or given_back or in_the_background):
            found.add(route)
    return found


@pytest.mark.asvs("V6.3.3")
@pytest.mark.parametrize("method", ["get", "post", "put", "options"])
def test_password_alone_opens_only_what_proves_the_rest(root: Client, method: str) -> None:
    app_of(User.objects.get(username="root"))
    assert len(ROUTES) > 60
    assert open_to(root, method) == TO_PROVE
    assert root.post(LOG_OUT)["Location"] == "/accounts/login/"


@pytest.mark.asvs("V6.3.3")
@pytest.mark.parametrize("method", ["get", "post"])
def test_password_alone_opens_only_the_setting_up_where_there_is_nothing_to_prove(root: Client, method: str) -> None:
    assert open_to(root, method) == TO_SET_UP
    assert root.post(LOG_OUT)["Location"] == "/accounts/login/"


def test_address_that_is_not_there_yet_is_closed_too(root: Client, client: Client) -> None:
    assert root.get("/sealed/of-tomorrow/")["Location"] == f"{SET_UP}?next=/sealed/of-tomorrow/"
    assert client.get("/sealed/of-tomorrow/")["Location"] == "/accounts/login/?next=/sealed/of-tomorrow/"


def test_stranger_gets_the_log_in_and_nothing_else(client: Client) -> None:
    for route in ROUTES:
        answer = client.get(path(route))
        wanted = (302, f"/accounts/login/?next={path(route)}")
        assert route in ("/accounts/login/", "/admin/login/") or (answer.status_code, answer["Location"]) == wanted


def test_both_factors_open_the_desk(mo: User) -> None:
    assert verified(mo).get("/moderation/").status_code == 200


def test_second_factor_may_be_switched_off_for_a_demonstration(desk: Client, settings: Any) -> None:
    settings.STAFF_SECOND_FACTOR = False
    assert desk.get("/moderation/").status_code == 200


def test_log_in_leads_on_to_where_somebody_wanted(mo: User) -> None:
    app = app_of(mo)
    first = log_in("mo", next="/moderation/log/")
    asked = first.browser.get(first["Location"])
    assert asked["Location"] == "/accounts/confirm/?next=/moderation/log/"
    sent = first.browser.post("/accounts/confirm/", {"code": code(app), "next": "/moderation/log/"})
    assert sent["Location"] == "/moderation/log/"


@pytest.mark.asvs("V1.2.2")
@pytest.mark.parametrize("wrong", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\0"])
def test_nobody_is_led_to_another_site(mo: User, wrong: str) -> None:
    app, client = app_of(mo), Client()
    client.force_login(mo)
    assert client.post("/accounts/confirm/", {"code": code(app), "next": wrong})["Location"] == "/moderation/"


def test_log_in_page_sends_whoever_lacks_the_second_step_on_to_it(desk: Client, mo: User) -> None:
    app_of(mo)
    answer = desk.get("/accounts/login/", follow=True)
    assert answer.redirect_chain[-1][0] == "/accounts/confirm/?next=/moderation/"


def test_reader_pages_look_at_no_session(client: Client, article: Article, django_assert_num_queries: Any) -> None:
    client.get("/")
    with django_assert_num_queries(0):
        client.get("/")


def test_writer_without_the_second_step_gets_everything_back(ada: User, article: Article) -> None:
    app, client = app_of(ada), Client()
    client.force_login(ada)
    answer = client.post(change(article), {"title": "T", "body": "A long evening."})
    assert (answer.status_code, fields(answer.content)["body"]) == (403, "A long evening.")
    kept = client.post(f"{change(article)}autosave/", {"title": "T", "body": "A long evening."})
    assert (kept.status_code, kept.json()["logged_in"]) == (403, False)
    assert client.post("/accounts/confirm/", {"code": code(app)}).status_code == 302
    form = open_form(client, article) | {"body": "A long evening.", "_save": "1"}
    assert client.post(change(article), form).status_code == 302


def test_factor_of_another_account_proves_nothing(desk: Client, mo: User, kit: User) -> None:
    app_of(mo)
    assert desk.post("/accounts/confirm/", {"code": code(app_of(kit))}).status_code == 422
    assert AuthenticatorApp.objects.get(user=kit).last_step == 0
    assert desk.get("/moderation/").status_code == 302
