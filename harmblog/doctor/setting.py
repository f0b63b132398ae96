"""What the environment says: looked at without the database."""

from collections.abc import Iterator
from ipaddress import ip_address
from urllib.parse import urlsplit

from django.conf import settings
from django.http.request import validate_host

from .finding import Finding

SHORT = 40  # characters of a secret key: one that is made as the documents say has 67
Findings = Iterator[Finding]


def is_public() -> bool:
    """Whether SITE_URL names a place that others can reach."""
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    try:
        return not ip_address(host).is_loopback
    except ValueError:
        return host != "localhost" and not host.endswith((".localhost", ".test"))


def debugging() -> Findings:
    if settings.DEBUG and is_public():
        yield Finding.wrong(
            "DEBUG is on, and SITE_URL is public: whoever causes an error is shown code and values. Set DEBUG=0."
        )
    elif settings.DEBUG:
        yield Finding.look("DEBUG is on. That is right for trying the site on this machine, and for nothing else.")


def the_key() -> Findings:
    if not settings.DEBUG and len(settings.SECRET_KEY) < SHORT:
        yield Finding.wrong(
            f"SECRET_KEY is shorter than {SHORT} characters. Make another one as docs/configuration.md says, and put "
            "this one into SECRET_KEY_FALLBACKS."
        )


def the_names() -> Findings:
    host = urlsplit(settings.SITE_URL).hostname or ""
    if "*" in settings.ALLOWED_HOSTS:
        yield Finding.wrong("ALLOWED_HOSTS allows any name (*). List the names of the site.")
    if not validate_host(host, settings.ALLOWED_HOSTS):
        yield Finding.wrong(f"ALLOWED_HOSTS lacks {host}, the name in SITE_URL: each request for it is refused.")
    if is_public() and not settings.HTTPS:
        yield Finding.wrong(
            "SITE_URL begins with http://, and is public: what readers write travels in the clear. Set up TLS "
            "(deploy/nginx.conf), then SITE_URL=https://…"
        )


def the_proxy() -> Findings:
    if settings.HTTPS and not settings.PROXY_HOPS:
        yield Finding.wrong(
            "PROXY_HOPS is 0, but SITE_URL is https, so a proxy stands before the site: all readers seem to be one, "
            "and many of their comments wait in the slow lane. Set PROXY_HOPS=1 for one proxy."
        )


def the_second_factor() -> Findings:
    if not settings.STAFF_SECOND_FACTOR and is_public():
        yield Finding.wrong("STAFF_SECOND_FACTOR is off: a password alone opens the desk. Take the setting away.")


def whom_mail_comes_from() -> Findings:
    if not settings.SENDS_MAIL:
        yield Finding.look("EMAIL_URL is not set: the site sends no mail, and offers none.")
    elif is_public() and settings.MAIL_FROM.rpartition("@")[2] in ("", "localhost", "127.0.0.1"):
        yield Finding.wrong(f"MAIL_FROM is {settings.MAIL_FROM}: set an address whose server may send for the site.")


LOOKS = (debugging, the_key, the_names, the_proxy, the_second_factor, whom_mail_comes_from)
