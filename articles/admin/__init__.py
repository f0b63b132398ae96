"""The writers' desk, in Django's admin."""

from . import article, images, old_addresses, pages, people, sources, topics  # noqa: F401 - register their models
