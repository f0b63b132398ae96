"""The writers' desk, in Django's admin."""

from . import article  # noqa: F401 - registers its models
