"""Django's flaws of what takes the square of its length, tried on our pages and at the door before them."""

import io
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from articles.models import Article
from comments.screening.patterns import prepare
from harmblog.markup import article_html

from ..knocking import House
from ..test_hostile_time import quickly

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
PAGE = "/articles/naloxone/"
LONG = 50_000
FORM = b"name=R&comment=So."


@pytest.fixture(autouse=True, scope="module")
def prepared() -> None:
    """As the web process is before its first request."""
    prepare()


# --- Slow: what is opened and never closed, separated without end, long without need ----------------------------------

OPENED = ["<", "</a", "<!--", "<![CDATA[", "&#x", "![a](", "[x][", "http://a.", "*_`", "\ufb03"]


@pytest.mark.flaw("slow text")
@pytest.mark.asvs("V1.3.12")
@pytest.mark.parametrize("piece", OPENED)
def test_what_is_opened_ten_thousand_times_takes_a_moment(piece: str, client: Client, article: Article) -> None:
    text = piece * (10_000 // len(piece))
    for form in ({"comment": text, "name": "R", "act": "look"}, {"comment": "So.", "name": text, "email": text}):
        assert quickly(lambda form=form: client.post(f"{PAGE}comment/", form)).status_code in (200, 303, 422)
    assert quickly(lambda: client.get("/search/", {"q": text})).status_code == 200
    assert quickly(lambda: client.get(f"/{text[:4000].replace('/', '-')}/")).status_code in (301, 404)
    assert quickly(lambda: client.post("/receipt/", {"words": text})).status_code == 422
    assert quickly(lambda: article_html(piece * (10_000 // len(piece))))


HEADERS = {
    "Accept": 'text/html; a="' + ";" * LONG + '"',
    "Accept-Encoding": "gzip;q=0," * (LONG // 9),
    "Accept-Language": ",".join(f"{number:x}-{'x' * 600}" for number in range(LONG // 600)),
    "Content-Type": 'multipart/form-data; boundary="' + ";" * 2 * LONG,
    "Cookie": "a=;" * (LONG // 3) + '"' * LONG,
    "If-None-Match": '"a",' * (LONG // 4),
    "If-Modified-Since": "Mon, " * (LONG // 5),
    "Range": "bytes=" + "0-1," * (LONG // 4),
    "X-Forwarded-For": "::" * LONG + "," + "1:" * LONG,
    "Origin": "http://" + "\ufb03" * LONG,
    "Referer": "http://testserver/" + "\ufb03" * LONG,
    "Host": "a." * LONG,
}


ASKED = [("GET", PAGE), ("GET", "/accounts/login/"), ("POST", f"{PAGE}comment/"), ("GET", "/static/none")]


@pytest.mark.flaw("slow header")
@pytest.mark.asvs("V1.3.12")
@pytest.mark.parametrize("name", HEADERS)
def test_header_full_of_separators_takes_a_moment(name: str, article: Article, settings: Any) -> None:
    """At the very door, which looks at some of them before Django does."""
    settings.PROXY_HOPS = 1
    house, key = House(), name.upper().replace("-", "_")
    for method, path in ASKED:
        sent: dict[str, Any] = {key if name == "Content-Type" else f"HTTP_{key}": HEADERS[name]}
        sent |= {"wsgi.input": io.BytesIO(FORM), "CONTENT_LENGTH": str(len(FORM))} if method == "POST" else {}
        answer = quickly(lambda method=method, path=path, sent=sent: house.knock(path, method, **sent))
        assert answer.status[0] in "234", path


@pytest.mark.flaw("slow header")
@pytest.mark.parametrize("end", ["\ufb03", "/..", "//", "?", "%ef%ac%83", "\\"])
def test_long_way_to_be_led_on_takes_a_moment(end: str, client: Client, mo: User) -> None:
    form = {"username": "mo", "password": "a long password for tests", "next": "/moderation/" + end * LONG}
    assert quickly(lambda: client.post("/accounts/login/", form)).status_code in (200, 302)
    assert quickly(lambda: client.get("/accounts/login/", {"next": form["next"]})).status_code in (200, 302)


@pytest.mark.flaw("slow upload")
@pytest.mark.parametrize("filled_with", [b" ", b"A ", b"\r\n", b"QQ=="])
@pytest.mark.parametrize("part", ['name="comment"', 'name="x"; filename="y"'])
def test_part_that_says_it_is_base64_takes_a_moment(
    part: str, filled_with: bytes, client: Client, writing: Client, article: Article
) -> None:
    def send(who: Client, path: str, length: int) -> Any:
        head = f"--b\r\nContent-Disposition: form-data; {part}\r\nContent-Transfer-Encoding: base64\r\n\r\n".encode()
        body = head + filled_with * (length // len(filled_with)) + b"\r\n--b--\r\n"
        return quickly(lambda: who.generic("POST", path, body, content_type="multipart/form-data; boundary=b"))

    assert send(client, f"{PAGE}comment/", 900_000).status_code in (400, 413, 422)
    assert send(writing, "/admin/articles/article/add/", 900_000).status_code in (200, 400, 413)
