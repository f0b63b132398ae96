"""The writers' desk, in Django's admin."""

from . import article, images, old_addresses, pages, people, sources  # noqa: F401 - register their models
