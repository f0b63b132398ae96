"""Apps, recovery codes and passkeys: how each is set up, proved once, lost and taken away."""

import re
from typing import Any

import pyotp
import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.test import Client, RequestFactory

from comments.models import LogLine
from harmblog.staff import recovery, second_factor
from harmblog.staff.models import AuthenticatorApp, Passkey, RecoveryCode

from .canary import kept_bytes
from .conftest import account, words
from .staffing import ORIGIN, Clock, Key, app_of, code, log_in, set_clock, verified

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
APP, PASSKEY = "/accounts/second-factor/app/", "/accounts/second-factor/passkey/"
CONFIRM, REMOVE, CODES = "/accounts/confirm/", "/accounts/second-factor/remove/", "/accounts/second-factor/codes/"


@pytest.fixture(autouse=True)
def strict(settings: Any) -> None:
    settings.STAFF_SECOND_FACTOR = True
    settings.SITE_URL = ORIGIN


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return set_clock(monkeypatch)


def logged() -> list[tuple[str, int]]:
    return list(LogLine.objects.order_by("number").values_list("act", "actor"))


def secret_on(page: bytes) -> str:
    return re.findall(r'class="secret"[^>]*>([A-Z2-7 ]+)<', page.decode())[0].replace(" ", "")


# --- Apps -------------------------------------------------------------------------------------------------------------


def test_first_app_is_set_up_with_the_password_alone_and_opens_the_desk(desk: Client, mo: User) -> None:
    secret = secret_on(desk.get(APP).content)
    done = desk.post(APP, {"name": "Old telephone", "code": pyotp.TOTP(secret).now()})
    assert len(re.findall(r"<li>\w{4}-\w{4}-\w{4}</li>", done.content.decode())) == 10
    assert desk.get("/moderation/").status_code == 200
    assert logged() == [("factor+", mo.pk)]


def test_wrong_code_sets_nothing_up_and_keeps_what_was_scanned(desk: Client) -> None:
    secret = secret_on(desk.get(APP).content)
    again = desk.post(APP, {"name": "Mine", "code": "000000"})
    assert (again.status_code, secret_on(again.content)) == (422, secret)
    assert not AuthenticatorApp.objects.exists()


def test_drawing_breaks_no_policy(desk: Client) -> None:
    page = desk.get(APP).content.decode()
    assert "<svg" in page
    assert "style=" not in page


@pytest.mark.asvs("V6.5.1")
def test_code_is_taken_once(mo: User) -> None:
    app = app_of(mo)
    sent = code(app)
    browsers = [log_in("mo").browser for _ in range(2)]
    assert [browser.post(CONFIRM, {"code": sent}).status_code for browser in browsers] == [302, 422]


@pytest.mark.parametrize(("later", "status"), [(-2, 422), (-1, 302), (0, 302), (1, 302), (2, 422)])
def test_code_is_good_for_its_half_minute_and_those_beside_it(desk: Client, mo: User, later: int, status: int) -> None:
    assert desk.post(CONFIRM, {"code": code(app_of(mo), later=later)}).status_code == status


def test_code_may_be_typed_with_a_space(desk: Client, mo: User) -> None:
    shown = code(app_of(mo))
    assert desk.post(CONFIRM, {"code": f" {shown[:3]} {shown[3:]}"}).status_code == 302


@pytest.mark.parametrize("wrong", ["", "abc", "\0", "9" * 5000, "１２", "-1", "00000000000000000000"])
def test_nonsense_is_no_code(desk: Client, mo: User, wrong: str) -> None:
    app_of(mo)
    for field in ("code", "recovery", "passkey"):
        assert desk.post(CONFIRM, {field: wrong}).status_code == 422


@pytest.mark.asvs("V11.2.2")
def test_codes_go_on_after_a_change_of_the_sites_key(desk: Client, mo: User, settings: Any) -> None:
    app = app_of(mo)
    shown, spare = code(app), recovery.make(mo)[0]
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another"
    desk.force_login(mo)
    assert desk.post(CONFIRM, {"code": shown}).status_code == 302
    assert desk.post(CONFIRM, {"recovery": spare}).status_code == 302


def test_stolen_database_tells_no_secret_and_no_recovery_code(desk: Client) -> None:
    secret = secret_on(desk.get(APP).content)
    done = desk.post(APP, {"name": "Mine", "code": pyotp.TOTP(secret).now()}).content.decode()
    codes, kept = re.findall(r"<li>(\w{4}-\w{4}-\w{4})</li>", done), kept_bytes()
    plain = [secret, desk.session.session_key or "none", *codes, *(made.replace("-", "") for made in codes)]
    assert [word for word in plain if word.encode() in kept] == []


@pytest.mark.asvs("V6.3.1")
def test_guesses_wait_longer_and_longer(desk: Client, mo: User) -> None:
    app = app_of(mo)
    answers = [desk.post(CONFIRM, {"code": "000000"}) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [422] * 5 + [429]
    assert 0 < int(answers[5]["Retry-After"]) <= 31
    assert desk.post(CONFIRM, {"code": code(app)}).status_code == 429
    another = log_in("mo").browser  # the password does not begin the count anew
    assert another.post(CONFIRM, {"code": code(app)}).status_code == 429


# --- Recovery codes ---------------------------------------------------------------------------------------------------


@pytest.mark.asvs("V6.5.1")
def test_recovery_code_opens_once_however_it_is_typed(mo: User) -> None:
    app_of(mo)
    made = recovery.make(mo)[3]
    browser = log_in("mo").browser
    assert browser.post(CONFIRM, {"recovery": made.upper().replace("-", "  ")}).status_code == 302
    assert log_in("mo").browser.post(CONFIRM, {"recovery": made}).status_code == 422
    assert logged() == [("recovery", mo.pk)]


def test_recovery_code_of_another_account_opens_nothing(desk: Client, mo: User, kit: User) -> None:
    app_of(mo)
    assert desk.post(CONFIRM, {"recovery": recovery.make(kit)[0]}).status_code == 422
    assert recovery.left(kit) == 10


def test_few_codes_are_told(mo: User) -> None:
    app_of(mo)
    codes = recovery.make(mo)
    RecoveryCode.objects.filter(pk__in=RecoveryCode.objects.order_by("-pk")[:6].values("pk")).delete()
    page = log_in("mo").browser.post(CONFIRM, {"recovery": codes[0], "next": "/accounts/"}, follow=True)
    assert "You have 3 recovery codes left" in words(page.content)


def test_new_codes_end_the_old(mo: User) -> None:
    browser, old = verified(mo), recovery.make(mo)
    assert len(re.findall(r"<li>\w{4}-\w{4}-\w{4}</li>", browser.post(CODES).content.decode())) == 10
    assert browser.post(CONFIRM, {"recovery": old[0]}).status_code == 422
    assert logged() == [("codes", mo.pk)]


# --- Passkeys ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def key(desk: Client) -> Key:
    """Mo's passkey, set up, and proved by that."""
    key = Key()
    assert desk.post(PASSKEY, {"name": "Key", "passkey": key.make(desk.get(PASSKEY).content)}).status_code == 200
    return key


def prove(key: Key) -> Any:
    browser = log_in("mo").browser
    return browser.post(CONFIRM, {"passkey": key.prove(browser.get(CONFIRM).content)})


def test_passkey_opens_the_desk(key: Key) -> None:
    for key.count in (1, 2, 9):
        assert prove(key).status_code == 302
    assert Passkey.objects.get().sign_count == 9
    assert b"model of a key" not in bytes(Passkey.objects.get().credential)


def test_passkey_that_does_not_count_opens_it_again_and_again(key: Key) -> None:
    assert [prove(key).status_code for _ in range(2)] == [302, 302]


def test_passkey_that_was_copied_is_refused(key: Key) -> None:
    for key.count, status in ((5, 302), (5, 422), (4, 422), (0, 422), (6, 302)):
        assert prove(key).status_code == status


def test_passkey_without_a_look_at_who_uses_it_is_refused(key: Key, desk: Client) -> None:
    key.verified = False
    assert prove(key).status_code == 422
    assert desk.post(PASSKEY, {"name": "Key", "passkey": key.make(desk.get(PASSKEY).content)}).status_code == 422


@pytest.mark.parametrize("wrong", [{"origin": "https://old.harm.example.org"}, {"host": "evil.example"}])
def test_passkey_used_on_another_page_is_refused(key: Key, wrong: dict[str, str]) -> None:
    vars(key).update(wrong)
    assert prove(key).status_code == 422


@pytest.mark.asvs("V6.5.1")
def test_answer_of_a_passkey_is_taken_once(key: Key) -> None:
    browser = log_in("mo").browser
    answer = key.prove(browser.get(CONFIRM).content)
    assert [browser.post(CONFIRM, {"passkey": answer}).status_code for _ in range(2)] == [302, 422]


def test_passkey_of_another_account_is_refused(key: Key, kit: User) -> None:
    app_of(kit)
    browser = log_in("kit").browser
    Passkey.objects.create(user=kit, name="Other", credential=bytes(Key().known), sign_count=0)
    assert browser.post(CONFIRM, {"passkey": key.prove(browser.get(CONFIRM).content)}).status_code == 422


@pytest.mark.asvs("V9.2.1")
def test_question_of_ten_minutes_ago_is_not_answered_any_more(clock: Clock, key: Key) -> None:
    browser = log_in("mo").browser
    answer = key.prove(browser.get(CONFIRM).content)
    clock(11)
    assert browser.post(CONFIRM, {"passkey": answer}).status_code == 422


# --- A fresh proof ----------------------------------------------------------------------------------------------------


def fresh(browser: Client) -> bool:
    request: Any = RequestFactory().get("/sealed/")
    request.user, request.session = User.objects.get(username="mo"), browser.session
    return second_factor.is_fresh(request)


def test_proof_is_fresh_for_five_minutes(clock: Clock, mo: User) -> None:
    app = app_of(mo)
    browser = verified(mo, app)
    for minutes, is_so in ((0, True), (4.9, True), (5.1, False)):
        clock(minutes)
        assert fresh(browser) is is_so
    browser.post(CONFIRM, {"code": code(app)})
    assert fresh(browser)


def test_password_alone_is_never_fresh(mo: User, settings: Any) -> None:
    app_of(mo)
    assert not fresh(log_in("mo").browser)
    settings.STAFF_SECOND_FACTOR = False
    assert fresh(log_in("mo").browser)


@pytest.mark.parametrize("path", [APP, PASSKEY, "/accounts/second-factor/"])
def test_another_factor_needs_a_fresh_proof(clock: Clock, mo: User, path: str) -> None:
    browser = verified(mo)
    assert browser.get(path).status_code == 200
    clock(6)
    assert browser.get(path)["Location"] == f"{CONFIRM}?next={path}"
    assert browser.post(path, {"name": "x", "code": "123456"})["Location"] == f"{CONFIRM}?next=/accounts/"


@pytest.mark.asvs("V7.5.3")
@pytest.mark.parametrize("path", [CODES, REMOVE])
def test_what_weakens_an_account_needs_a_fresh_proof(clock: Clock, mo: User, path: str) -> None:
    app, spare = app_of(mo), app_of(mo, name="Spare")
    browser = verified(mo, app)
    clock(6)
    browser.post(path, {"kind": "app", "id": spare.pk})
    assert (AuthenticatorApp.objects.count(), RecoveryCode.objects.count(), logged()) == (2, 0, [])


# --- Taken away -------------------------------------------------------------------------------------------------------


def test_factor_is_removed_and_logged(mo: User) -> None:
    browser, spare = verified(mo), app_of(mo, name="Spare")
    browser.post(REMOVE, {"kind": "app", "id": spare.pk})
    assert not AuthenticatorApp.objects.filter(name="Spare").exists()
    assert logged() == [("factor-", mo.pk)]


def test_last_factor_stays(mo: User) -> None:
    app = app_of(mo)
    browser = verified(mo, app)
    page = browser.post(REMOVE, {"kind": "app", "id": app.pk}, follow=True)
    assert "only one you have" in words(page.content)
    assert (AuthenticatorApp.objects.count(), logged()) == (1, [])


@pytest.mark.parametrize("wrong", [{"kind": "desk"}, {"kind": "app", "id": "x"}, {"kind": "app", "id": "9" * 30}, {}])
def test_nonsense_is_no_factor(mo: User, wrong: dict[str, str]) -> None:
    assert verified(mo).post(REMOVE, wrong).status_code == 404


@pytest.mark.asvs("V8.2.2")
def test_factor_of_another_is_not_removed(mo: User, kit: User) -> None:
    hers = app_of(kit)
    verified(mo).post(REMOVE, {"kind": "app", "id": hers.pk})
    assert AuthenticatorApp.objects.filter(pk=hers.pk).exists()


def test_command_takes_all_factors_and_log_ins_of_whoever_lost_them(mo: User) -> None:
    browser = verified(mo)
    recovery.make(mo)
    call_command("reset_second_factor", "mo", verbosity=0)
    assert not any(kind.objects.exists() for kind in (AuthenticatorApp, RecoveryCode))
    assert browser.get("/moderation/")["Location"].startswith("/accounts/login/")
    assert logged() == [("reset", 0)]
    with pytest.raises(CommandError, match="No account"):
        call_command("reset_second_factor", "nobody")


def test_admin_takes_the_second_factor_of_another_and_it_is_logged(clock: Clock, mo: User) -> None:
    app_of(mo)
    root = account("root", is_staff=True, is_superuser=True)
    browser, act = verified(root), {"action": "take_second_factor", "_selected_action": [mo.pk]}
    clock(6)
    browser.post("/admin/auth/user/", act)
    assert AuthenticatorApp.objects.filter(user=mo).exists()
    clock(0)
    browser.post("/admin/auth/user/", act)
    assert not AuthenticatorApp.objects.filter(user=mo).exists()
    assert logged() == [("reset", root.pk)]


def test_editor_takes_nobodys(ada: User, mo: User) -> None:
    app_of(mo)
    answer = verified(ada).post("/admin/auth/user/", {"action": "take_second_factor", "_selected_action": [mo.pk]})
    assert (answer.status_code, AuthenticatorApp.objects.filter(user=mo).exists()) == (403, True)


def test_account_page_asks_the_same_for_many_factors(mo: User, django_assert_max_num_queries: Any) -> None:
    browser = verified(mo)
    for number in range(5):
        app_of(mo, name=f"Spare {number}")
    with django_assert_max_num_queries(14):
        assert browser.get("/accounts/").content.count(b"Spare") == 10
