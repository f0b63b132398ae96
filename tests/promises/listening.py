"""Hears what the site says behind the pages: its log with everything switched on, and its statements."""

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comments import vault
from harmblog.logs import PrivateFormatter


@contextmanager
def log_of_everything() -> Iterator[io.StringIO]:
    """What the configured handler writes when everything is logged, SQL with its parameters too."""
    root = logging.getLogger()
    handler = next(h for h in root.handlers if isinstance(h.formatter, PrivateFormatter))
    assert isinstance(handler, logging.StreamHandler)
    stream, level = io.StringIO(), root.level
    before = handler.setStream(stream)
    root.setLevel(logging.DEBUG)
    try:
        with CaptureQueriesContext(connection):  # logs each statement, as with DEBUG
            yield stream
    finally:
        handler.setStream(before)
        root.setLevel(level)


@contextmanager
def statements() -> Iterator[list[str]]:
    """The statements that were run, without their parameters."""
    heard: list[str] = []

    def hear(run: Any, sql: str, *rest: Any) -> Any:
        heard.append(sql)
        return run(sql, *rest)

    with connection.execute_wrapper(hear):
        yield heard


@contextmanager
def keys_asked_for() -> Iterator[list[str]]:
    """The private keys that were asked for. None is given."""
    asked: list[str] = []

    def refuse(name: str) -> bytes:
        asked.append(name)
        raise vault.VaultClosed(name)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(vault, "_private", refuse)
        yield asked
