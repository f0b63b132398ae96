"""Who to call: the shipped numbers, a site's own file, and the page that shows them."""

import datetime as dt
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site_settings
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from comments import helplines
from comments.helplines import Kind, read_helplines

from .conftest import words

WANTED = set("us ca gb ie au nz de at ch fr be nl es pt br mx it za in".split())
OWN = """
[[country]]
code = "xx"
name = "Erewhon"
languages = ["en"]
[[country.line]]
kind = "emergency"
name = "Everything"
number = "1 2 3"
tel = "123"
source = "https://example.org/numbers"
checked_on = 2026-03-01
"""


@pytest.fixture
def own(tmp_path: Path, settings: Any) -> None:
    (tmp_path / "own.toml").write_text(OWN)
    settings.HELPLINES = read_helplines(tmp_path / "own.toml")


# --- The numbers ------------------------------------------------------------------------------------------------------


def test_every_country_has_an_emergency_number_and_somebody_to_talk_to() -> None:
    kinds = {country.code: {line.kind for line in country.lines} for country in helplines.countries()}
    assert kinds.keys() == WANTED
    assert not [code for code, found in kinds.items() if not {Kind.EMERGENCY, Kind.CRISIS} <= found]


def test_emergency_comes_first() -> None:
    assert {country.lines[0].kind for country in helplines.countries()} == {Kind.EMERGENCY}


def test_what_is_dialled_is_what_is_printed() -> None:
    for country in helplines.countries():
        for line in country.lines:
            printed, dialled = (re.sub(r"\D", "", number).lstrip("0") for number in (line.number, line.tel))
            assert dialled.endswith(printed), line


@pytest.mark.parametrize(
    ("language", "first"),
    [
        ("en", ["us", "ca", "gb", "ie", "au", "nz", "za", "in"]),
        ("de", ["de", "at", "ch", "be"]),
        ("fr", ["fr", "ca", "ch", "be"]),
        ("pt-br", ["pt", "br"]),
        ("es", ["es", "mx", "us"]),
    ],
)
def test_countries_of_the_language_come_first(language: str, first: list[str]) -> None:
    found = [country.code for country in helplines.for_language(language)]
    assert found[: len(first)] == first
    assert set(found) == WANTED


def test_unknown_language_gets_the_order_of_the_file() -> None:
    assert helplines.for_language("tlh") == list(helplines.countries())


def test_country_by_its_code() -> None:
    found = helplines.country("NZ")
    assert found
    assert found.lines[0].number == "111"
    assert helplines.country("zz") is None


@pytest.mark.parametrize(("later", "count"), [(365, 0), (366, 1)])
def test_line_is_out_of_date_after_a_year(own: None, later: int, count: int) -> None:
    assert len(helplines.out_of_date(dt.date(2026, 3, 1) + dt.timedelta(days=later))) == count


# --- A site's own file ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("[[country]]", "[[country"), "line"),
        (('tel = "123"', 'tel = "call us"'), "xx: tel 'call us' cannot be dialled"),
        (('kind = "emergency"', 'kind = "pizza"'), "'pizza' is not a valid Kind"),
        (('kind = "emergency"', 'kind = "crisis"'), "xx: no line of the kind emergency"),
        (('source = "https', 'source = "http'), "does not begin with https://"),
        (("2026-03-01", '"1 March"'), "xx: checked_on is not a date"),
        (("2026-03-01", "2026-03-01T10:00:00"), "xx: checked_on is not a date"),
        (('tel = "123"\n', ""), "tel"),
        (('name = "Erewhon"\n', ""), "xx: it needs a name"),
        (('code = "xx"\n', ""), "'code' is missing"),
        (('code = "xx"', 'code = "Erewhon"'), "not two small letters"),
        (("number =", "telephone ="), "telephone"),
        ((OWN, OWN + OWN), "a country is there twice"),
        ((OWN, "country = []"), "it holds no country"),
        ((OWN, "country = 3"), "not iterable"),
    ],
)
def test_mistake_is_named(tmp_path: Path, change: tuple[str, str], said: str) -> None:
    (tmp_path / "broken.toml").write_text(OWN.replace(*change))
    with pytest.raises(ImproperlyConfigured, match=r"HELPLINES_FILE: .*broken\.toml: ") as raised:
        read_helplines(tmp_path / "broken.toml")
    assert said in str(raised.value)


def test_broken_file_stops_the_start_and_says_why(tmp_path: Path) -> None:
    env = {**os.environ, "VAR_DIR": str(tmp_path), "HELPLINES_FILE": str(tmp_path / "nothing.toml")}
    command = [sys.executable, "manage.py", "check"]
    done = subprocess.run(command, cwd=site_settings.BASE_DIR, env=env, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "ImproperlyConfigured: HELPLINES_FILE:" in done.stderr.strip().splitlines()[-1]


def test_nothing_set_is_ours() -> None:
    assert read_helplines(None) == read_helplines(Path()) == read_helplines(helplines.SHIPPED)


# --- The page ---------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_page_has_every_number_its_source_and_its_day(client: Client) -> None:
    html = client.get("/help-now/").content.decode()
    for country in helplines.countries():
        assert html.count(f'id="{country.code}"') == 1
        assert f'href="#{country.code}"' in html
        for line in country.lines:
            assert f'<a href="tel:{line.tel}">{line.number}</a>' in html
            assert f'href="{line.source}"' in html
    assert "checked on 24 November 2026" in words(html)


@pytest.mark.django_db
def test_page_begins_with_the_countries_of_the_sites_language(client: Client, settings: Any) -> None:
    settings.LANGUAGE_CODE = "de"
    html = client.get("/help-now/").content.decode()
    assert re.findall(r'<section class="helplines" id="(\w+)">', html)[:3] == ["de", "at", "ch"]


@pytest.mark.django_db
def test_own_file_takes_the_place_of_ours(client: Client, own: None) -> None:
    html = client.get("/help-now/").content.decode()
    assert re.findall(r'href="tel:(.*?)"', html) == ["123"]
    assert "Erewhon" in html


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/nothing-is-here/", "/help-now/"])
def test_way_to_help_is_at_the_foot_of_each_page(client: Client, path: str) -> None:
    foot = client.get(path).content.decode().split("<footer", 1)[1]
    assert '<a href="/help-now/">' in foot
