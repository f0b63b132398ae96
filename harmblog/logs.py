"""Log lines that cannot carry what a reader sent.

Django and libraries put request paths, SQL parameters and values into messages and exceptions. So records of anybody
else's loggers are reduced to an allow-list: logger, level, place in the code, route, status, exception class and the
lines it passed. Our own loggers (`harmblog`, `articles`, `comments`) are printed whole: we know what we write.
"""

import logging
import traceback
from datetime import UTC, datetime

from django.http import HttpRequest

OURS = ("harmblog", "articles", "comments")
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")  # a visitor may make up any other


class PrivateFormatter(logging.Formatter):
    """Formats a record as one line, plus the frames of an exception without its message or any value."""

    def format(self, record: logging.LogRecord) -> str:
        stamp = datetime.fromtimestamp(record.created, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        line = f"{stamp} {record.levelname} {record.name}: {self._message(record)}"
        if record.exc_info and record.exc_info[0]:
            line += "\n" + self._frames(record.exc_info[1])
        return line

    def _message(self, record: logging.LogRecord) -> str:
        if record.name.split(".")[0] in OURS:
            return record.getMessage()
        request = getattr(record, "request", None)
        if isinstance(request, HttpRequest):
            match = getattr(request, "resolver_match", None)
            # The route, not the path: a path may hold a receipt's secret or what somebody searched for.
            route = match.route if match else "(no route)"
            method = request.method if request.method in METHODS else "(no method)"  # a sender's own word
            return f"{getattr(record, 'status_code', '-')} {method} {route}"
        # Neither its arguments nor its text, which may have been put together with values already.
        return f"at {record.module}.{record.funcName}:{record.lineno}"

    @staticmethod
    def _frames(error: BaseException | None) -> str:
        lines: list[str] = []
        seen: set[int] = set()
        while error and id(error) not in seen:
            seen.add(id(error))
            lines.append(type(error).__qualname__)
            lines += [f"  {f.filename}:{f.lineno} {f.name}" for f in traceback.extract_tb(error.__traceback__)]
            error = error.__cause__ or error.__context__
        return "\n".join(lines)
