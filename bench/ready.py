"""A Django view without middleware that returns a page, ready and compressed: what a page of Django can be at best."""

import os
from pathlib import Path

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path

PAGE = Path(os.environ["READY"]).read_bytes()
settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["127.0.0.1"], MIDDLEWARE=[])


def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse(PAGE, headers={"Content-Encoding": "gzip", "Content-Length": str(len(PAGE))})


urlpatterns = [path("", page)]
application = get_wsgi_application()
