"""What is said to stores on other machines, which may be frozen or gone at any time and must cost nobody more than a
moment: Redis for the shelf of finished pages (CACHE_URL) and the counters (LIMITS_URL), S3 for images. Used by
`settings`, and by `counters` for its connection.
"""

import logging
import pickle
from hmac import compare_digest
from importlib.util import find_spec
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.utils.crypto import salted_hmac

MARK = 32  # bytes of the hash before each value in Redis
WAIT = 0.2  # seconds for a connection, and for each answer
SCHEMES = ("redis://", "rediss://", "unix://")
MISSING: set[str] = set()  # packages that the settings ask for and that are not installed; staff are told
logger = logging.getLogger(__name__)


def is_installed(package: str) -> bool:
    """Whether there is this package; where not, the site does without what it is for."""
    if find_spec(package):
        return True
    logger.error("The package %s is not installed, and the settings ask for it; the site does without", package)
    MISSING.add(package)
    return False


def quick() -> dict[str, Any]:
    """Options of each connection. Tried again where the connection alone was closed meanwhile, never after a wait."""
    from redis.backoff import NoBackoff  # a site without Redis need not load it
    from redis.exceptions import ConnectionError
    from redis.retry import Retry

    retry: Any = Retry(NoBackoff(), 1, supported_errors=(ConnectionError,))
    return {"socket_connect_timeout": WAIT, "socket_timeout": WAIT, "retry": retry}


def bounded(cache: dict[str, Any]) -> dict[str, Any]:
    """A cache as Django is told of it: with an end to each wait, and our hash before each value, where it is a Redis.
    Others on the network are refused, since Django unpickles whatever it finds there.
    """
    backend = cache["BACKEND"]
    if "redis" in backend:
        if not is_installed("redis"):
            return {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
        return {**cache, "OPTIONS": {**quick(), "serializer": f"{__name__}.Marked", **cache.get("OPTIONS", {})}}
    if backend.rpartition(".")[2] not in ("LocMemCache", "DummyCache"):
        raise ImproperlyConfigured("CACHE_URL must be as in redis://host:6379/0, or left away")
    return cache


class Marked:
    """Values as they lie in Redis: each with a keyed hash before it. They are pickled, so whoever else can write there
    could have the web process do anything, and readers be shown anything; what lacks our hash is as good as not there.
    """

    def dumps(self, value: object) -> bytes:
        packed = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
        return self._mark(packed) + packed

    def loads(self, kept: bytes) -> Any:
        mark, packed = kept[:MARK], kept[MARK:]
        return pickle.loads(packed) if compare_digest(mark, self._mark(packed)) else None  # noqa: S301 - it is ours

    def _mark(self, packed: bytes) -> bytes:
        return salted_hmac("harmblog.stores", packed, algorithm="sha256").digest()


def limits_url(url: str, *, apart_from: dict[str, Any]) -> str:
    """LIMITS_URL as it is given. Refused where it names the database of the shelf, which is emptied with each erasure:
    that would give whoever guesses new tries, and the day another salt.
    """
    if not url or (url.startswith(SCHEMES) and not is_installed("redis")):
        return ""
    try:
        ours = _where(url)
    except ValueError:
        raise ImproperlyConfigured(
            "LIMITS_URL must be as in redis://host:6379/1, or unix:///run/redis.sock?db=1"
        ) from None
    if "redis" in apart_from["BACKEND"] and ours in map(_where, _locations(apart_from)):
        raise ImproperlyConfigured(
            "LIMITS_URL and CACHE_URL name the same database of Redis, and that of CACHE_URL is emptied when something "
            "is erased. Give LIMITS_URL another number at the end, as in redis://host:6379/1"
        )
    return url


def _locations(cache: dict[str, Any]) -> list[str]:
    where = cache["LOCATION"]
    return where.replace(",", ";").split(";") if isinstance(where, str) else list(where)


def _where(url: str) -> tuple[str, int, int]:
    """Host or socket, port, and the number of the database."""
    if not url.startswith(SCHEMES):
        raise ValueError(url)
    from redis.connection import parse_url

    told: dict[str, Any] = dict(parse_url(url))
    host = str(told.get("path") or told.get("host", "localhost")).lower()
    host = "localhost" if host in ("127.0.0.1", "::1") else host
    return host, 0 if told.get("path") else int(told.get("port", 6379)), int(told.get("db") or 0)


def image_options(backend: str, told: Any) -> dict[str, Any]:
    """MEDIA_STORAGE_OPTIONS, for S3 with an end to each wait: by itself it waits for five minutes. It is not asked for
    checksums that most of what speaks like S3 does not know.
    """
    if not isinstance(told, dict):
        raise ImproperlyConfigured('MEDIA_STORAGE_OPTIONS must be as in {"bucket_name": "images"}')
    if not backend.startswith("storages.backends.s3") or "client_config" in told:
        return told
    if not (is_installed("storages") and is_installed("botocore")):
        return told
    from botocore.config import Config  # of requirements-s3.txt

    config = Config(
        connect_timeout=2,
        read_timeout=10,
        retries={"total_max_attempts": 2, "mode": "standard"},
        s3={"addressing_style": told.get("addressing_style")},
        signature_version=told.get("signature_version"),
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
    )
    return {**told, "client_config": config}
