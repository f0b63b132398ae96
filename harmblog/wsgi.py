"""The door that the web server knocks on."""

import os

from django.core.wsgi import get_wsgi_application

from comments.screening.patterns import prepare

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "harmblog.settings")
django = get_wsgi_application()
prepare()  # so that nobody waits for it who posts the first comment

from .pages.door import door  # noqa: E402 - it asks for the settings

application = door(django)
