"""Whatever knocks at the door, in headers, cookies and bodies: an answer, soon, and no error of ours."""

import io
from typing import Any
from urllib.parse import quote_from_bytes

import pytest
from django.conf import settings as site
from django.contrib.auth.models import User
from django.test import Client
from hypothesis import strategies as st

from articles.models import Article

from ..knocking import House
from .fuzzing import NASTY, Tried, mutated, over
from .long import Figure

HEADERS = (
    "ACCEPT ACCEPT_LANGUAGE ACCEPT_ENCODING ACCEPT_CHARSET IF_MODIFIED_SINCE IF_NONE_MATCH IF_MATCH IF_RANGE RANGE "
    "REFERER ORIGIN COOKIE HOST X_FORWARDED_FOR X_FORWARDED_PROTO X_FORWARDED_HOST X_CSRFTOKEN X_REQUESTED_WITH "
    "AUTHORIZATION USER_AGENT SEC_FETCH_SITE SEC_FETCH_MODE EXPECT UPGRADE TRANSFER_ENCODING CONNECTION FORWARDED "
    "X_HTTP_METHOD_OVERRIDE X_ORIGINAL_URL X_REWRITE_URL DEPTH CONTENT_ENCODING DNT SEC_GPC COOKIE2 TE "
    "IF_UNMODIFIED_SINCE"
).split()
SAID = [
    *("gzip;q=0, br;q=x, *", "gzip;q=1e999", "de;q=,en-US-x-\xff", "*;q=-1", 'W/"a", "', "bytes=0-,-1,9-1", "null"),
    *(
        "Thu, 01 Jan 1970 00:00:00 GMT",
        "Sat, 99 Foo 99999 99:99:99",
        "testserver:99999",
        "[::1",
        "a b",
        "::1,\0, 1.2.3",
    ),
    *("csrf=x; session=" + "a" * 32, 'a=b; ;;=; session="\\000"; $Version=1', "session=" + "=" * 4000, "chunked"),
    *(
        "https://testserver",
        "http://testserver:x",
        "https://evil.example@testserver",
        "Basic " + "A" * 5000,
        "100-continue",
    ),
    *(
        "de," * 2000,
        "gzip," * 2000,
        '"a",' * 2000,
        "192.0.2.4," * 2000,
        "a=b;" * 2000,
        "%%%",
        "\r\nX-Evil: 1",
        "http://[",
    ),
]
BODIES = [
    b"name=Rita&comment=It+helped+me.&email=",
    b'--x\r\nContent-Disposition: form-data; name="comment"\r\n\r\nIt helped me.\r\n--x--\r\n',
    b'--x\r\nContent-Disposition: form-data; name="a"; filename="../b"\r\nContent-Type: a/b\r\n\r\nx\r\n--x--\r\n',
    b'--x\r\nContent-Disposition: form-data; name="a"\r\nContent-Transfer-Encoding: base64\r\n\r\n!\r\n--x--\r\n',
    *(b"&" * 3000, b"=" * 3000, b"%" * 3000, b"--x" * 3000, b"--x\r\n" * 2000, b"a=1&" * 2000, b'{"a":' * 2000, b""),
]
TYPES = [
    *("application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "multipart/form-data", "text/plain", ";"),
    *('multipart/form-data; boundary="é\n"', "multipart/mixed; boundary=x", "application/json; charset=utf-7", "\xff"),
    *("application/x-www-form-urlencoded; charset=rot13", "multipart/form-data; boundary=" + "x" * 300, "a/b;" * 2000),
]
PATHS = "/ /articles/naloxone/ /articles/naloxone/comment/ /feed/ /search/?q=a /moderation/ /admin/".split()
PATHS += "/accounts/login/ /sitemap.xml /robots.txt /receipt/ /privacy/erase/ /nothing/".split()
PATHS += "/admin/articles/image/add/ /metrics".split()


@pytest.mark.django_db
@pytest.mark.fuzz("headers, cookies, bodies")
def test_any_headers_and_body_get_an_answer(article: Article, ada: User, record_property: Figure) -> None:
    tried, house, client = Tried(), House(), Client()
    client.force_login(ada)
    own = f"{site.SESSION_COOKIE_NAME}={client.cookies[site.SESSION_COOKIE_NAME].value}"
    said = st.one_of(st.sampled_from([*SAID, own]), mutated([*SAID, own]), st.sampled_from(NASTY), st.text(max_size=40))
    latin = said.map(lambda text: text.encode("utf-8", "surrogatepass")[:9000].decode("latin-1"))
    body = st.one_of(
        st.sampled_from(BODIES), st.binary(max_size=90), st.builds(bytes.__add__, *[st.sampled_from(BODIES)] * 2)
    )

    def try_one(drawn: Any) -> None:
        path, method, headers, kind, body, length, query = drawn
        more: dict[str, Any] = {f"HTTP_{name}": value for name, value in headers.items()}
        more |= {"CONTENT_TYPE": kind, "CONTENT_LENGTH": length or str(len(body)), "wsgi.input": io.BytesIO(body)}
        if query and "?" not in path:
            more["QUERY_STRING"] = quote_from_bytes(query.encode("utf-8", "surrogatepass"), safe="=&%+;[]")
        with tried.one(drawn):
            sent = house.knock(path, method, **more)
        assert sent.status[0] in "234", sent.status
        assert all("\n" not in f"{name}{value}" and "\r" not in f"{name}{value}" for name, value in sent.headers)

    request = st.tuples(
        st.sampled_from(PATHS),
        st.sampled_from(["GET", "POST", "POST", "HEAD", "PUT", "OPTIONS", "get", "\xff"]),
        st.dictionaries(st.sampled_from(HEADERS), latin, max_size=6),
        st.one_of(st.sampled_from(TYPES), latin),
        body,
        st.sampled_from(["", "", "", "", "-1", "x", "999999999999", "1e3", "²"]),
        latin,
    )
    over(request, try_one, short=100, long=8_000)
    record_property("figure", tried.figure("requests at the door"))
