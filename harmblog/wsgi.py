"""The door that the web server knocks on."""

import os
from collections.abc import Callable, Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application
from django.utils.http import parse_header_parameters

from comments.screening.patterns import prepare

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "harmblog.settings")
django = get_wsgi_application()
prepare()  # so that nobody waits for it who posts the first comment


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """The site. What is sent to it is UTF-8, whatever its sender claims: Django would decode a form, and even an
    address, by any codec that a request names, before anything of ours could refuse it.
    """
    kind, parameters = parse_header_parameters(environ.get("CONTENT_TYPE", ""))
    boundary = parameters.get("boundary")
    environ["CONTENT_TYPE"] = f'{kind}; boundary="{boundary}"' if boundary else kind
    return django(environ, start_response)
