"""The databases that Django is told of, from DATABASE_URL and DATABASE_REPLICA_URL: its own two kinds, with one
difference: a web process keeps what it has opened for its next request (`spare`).
"""

import re
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

PRIMARY, REPLICA = "default", "replica"
SQLITE, POSTGRESQL = "django.db.backends.sqlite3", "django.db.backends.postgresql"
FOR_SQLITE = {
    # A DEFERRED transaction that reads and then writes fails at once under load; an IMMEDIATE one waits its turn.
    "transaction_mode": "IMMEDIATE",
    "timeout": 10,
    # FULL, not NORMAL: an answer of "received" must survive a power cut. secure_delete: what is erased is
    # overwritten. mmap_size stays 0, so a full disk is an error and not a crash.
    "init_command": (
        "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;PRAGMA secure_delete=ON;"
        "PRAGMA trusted_schema=OFF;PRAGMA journal_size_limit=16777216;PRAGMA cache_size=-4000"
    ),
}
# A host that has died without a word costs seconds: by default it is two minutes until a connection is given up, and
# a quarter of an hour until one that was open is. What the address itself says goes before these.
FOR_POSTGRESQL = {
    "connect_timeout": 3,  # seconds, for each host
    "keepalives": 1,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,  # milliseconds
    # As long as with SQLite: without an end to it, one who holds a table would hold every thread of ours.
    "options": "-c lock_timeout=10s",
}
READ_ONLY = "-c default_transaction_read_only=on"
_HOSTS = re.compile(r"[^,@/]+(,[^,@/]+)+")


def databases(url: str, replica: str, folder: Path) -> dict[str, Any]:
    """Both, the replica only where there is one. `folder`: for the file of SQLite's tests."""
    found = {PRIMARY: _database("DATABASE_URL", url)}
    if found[PRIMARY]["ENGINE"] == SQLITE:
        # Threads of one test must see one database, which an in-memory one cannot give them with WAL.
        found[PRIMARY]["TEST"] = {"NAME": str(folder / "test.sqlite3")}
    if replica:
        found[REPLICA] = _database("DATABASE_REPLICA_URL", replica)
        if found[REPLICA]["ENGINE"] != found[PRIMARY]["ENGINE"]:
            raise ImproperlyConfigured("DATABASE_REPLICA_URL must be a copy of what DATABASE_URL names, of its kind")
        if found[REPLICA]["ENGINE"] == POSTGRESQL:
            # Also where somebody names the primary by mistake, or one that became it.
            given = found[REPLICA]["OPTIONS"].get("options", "")
            found[REPLICA]["OPTIONS"]["options"] = f"{given} {READ_ONLY}".strip()
        found[REPLICA]["TEST"] = {"MIRROR": PRIMARY}
    for database in found.values():
        database["ENGINE"] = database["ENGINE"].replace("django.db.backends.", f"{__name__}.")
    return found


def _database(name: str, url: str) -> dict[str, Any]:
    try:
        # A thread has a connection for one request: the web server ends threads that are idle, and what is kept by
        # such a thread stays open until some later garbage collection. Between requests the process keeps it.
        found: dict[str, Any] = dict(dj_database_url.parse(_with_hosts_apart(url), conn_max_age=0))
    except (dj_database_url.ParseError, dj_database_url.UnknownSchemeError, ValueError):
        # Without what it is: there may be a password in it.
        raise ImproperlyConfigured(f"{name} must be as in postgres://user:password@host/name") from None
    usual: dict[str, dict[str, Any]] = {SQLITE: FOR_SQLITE, POSTGRESQL: FOR_POSTGRESQL}
    found["OPTIONS"] = {**usual.get(found["ENGINE"], {}), **found.get("OPTIONS", {})}
    return found


def _with_hosts_apart(url: str) -> str:
    """Several hosts with ports of their own (`postgres://user@one:5432,two:5433/name`), which libpq takes and no parser
    of addresses does, as the parameters that mean the same.
    """
    parts = urlsplit(url)
    who, at, where = parts.netloc.rpartition("@")
    if not _HOSTS.fullmatch(where):
        return url
    pairs = [host.rpartition(":") if re.search(r":\d+$", host) else (host, "", "") for host in where.split(",")]
    hosts, ports = ",".join(pair[0] for pair in pairs), ",".join(pair[2] or "5432" for pair in pairs)
    query = "&".join(filter(None, [parts.query, f"host={quote(hosts)}", f"port={quote(ports)}"]))
    return urlunsplit((parts.scheme, f"{who}{at}", parts.path, query, ""))
