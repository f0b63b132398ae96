"""Leave this site quickly: at the top of each page for readers, to a page that says nothing."""

import os
import subprocess
import sys
from typing import Any

import pytest
from django.conf import settings as site
from django.test import Client

from articles.models import Article

pytestmark = pytest.mark.one_database

CLEARS = "Clear-Site-Data"


@pytest.mark.parametrize("whence", [{"Sec-Fetch-Site": "same-origin"}, {"Sec-Fetch-Site": "none"}, {}])
def test_it_leads_away_and_clears_what_is_here(client: Client, settings: Any, whence: dict[str, str]) -> None:
    settings.EXIT_URL = "https://weather.example.org/"
    answer = client.get("/exit/", headers=whence)
    assert (answer.status_code, answer["Location"]) == (303, "https://weather.example.org/")
    assert answer[CLEARS] == '"cache", "cookies", "storage"'
    assert (answer["Referrer-Policy"], answer["Cache-Control"]) == ("no-referrer", "no-store")
    assert answer.content == b""
    assert not answer.cookies


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_another_site_cannot_log_our_staff_out_with_it(client: Client, site: str) -> None:
    answer = client.get("/exit/", headers={"Sec-Fetch-Site": site})
    assert answer.status_code == 303
    assert CLEARS not in answer.headers


def test_nothing_can_be_sent_there(client: Client) -> None:
    assert client.post("/exit/").status_code == 405


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/articles/naloxone/", "/privacy/", "/search/", "/help-now/", "/nothing/"])
def test_readers_find_it_before_everything_but_the_name(client: Client, article: Article, path: str) -> None:
    html = client.get(path).content.decode()
    assert html.count('<a href="/exit/" rel="noreferrer">Leave this site quickly</a>') == 1
    assert html.index('href="/exit/"') < html.index("<nav")


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/moderation/", "/accounts/password/"])
def test_staff_at_work_are_not_offered_to_lose_their_log_in(desk: Client, path: str) -> None:
    answer = desk.get(path)
    assert answer.status_code == 200
    assert b"/exit/" not in answer.content


@pytest.mark.parametrize("wrong", ["javascript:alert(1)", "www.example.org", ""])
def test_another_kind_of_address_stops_the_start(wrong: str) -> None:
    env = {**os.environ, "EXIT_URL": wrong}
    command = [sys.executable, "-c", "import harmblog.settings"]
    run = subprocess.run(command, cwd=site.BASE_DIR, env=env, capture_output=True, text=True, check=False)
    assert run.stderr.strip().splitlines()[-1].startswith("django.core.exceptions.ImproperlyConfigured: EXIT_URL must")
