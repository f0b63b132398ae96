"""A theme: a folder with a stylesheet, templates and files that go before our own (docs/themes.md)."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.exceptions import ImproperlyConfigured
from django.core.files.storage import FileSystemStorage

STYLESHEET = "theme.css"


class Theme(NamedTuple):
    """What a theme's folder holds."""

    folder: Path | None = None
    css: bool = False
    templates: tuple[Path, ...] = ()
    static: tuple[Path, ...] = ()


def read_theme(folder: Path | None) -> Theme:
    """The theme in THEME_DIR. Raises ImproperlyConfigured where it names no theme, so that a typing mistake is seen
    at the start and not by the readers.
    """
    if folder is None or str(folder) == ".":  # not set, or set to nothing
        return Theme()
    if not folder.is_dir():
        raise ImproperlyConfigured(f"THEME_DIR: there is no folder {folder}. Correct it, or leave it empty.")
    parts = {name: (folder / name,) if (folder / name).is_dir() else () for name in ("templates", "static")}
    theme = Theme(folder.resolve(), (folder / STYLESHEET).is_file(), **parts)
    if not (theme.css or theme.templates or theme.static):
        raise ImproperlyConfigured(f"THEME_DIR: {folder} holds no {STYLESHEET}, no templates/ and no static/.")
    return theme


class ThemeFinder(BaseFinder):
    """Finds the theme's stylesheet for Django's static files; nothing else beside it is given out."""

    def check(self, **kwargs: Any) -> list[Any]:
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        theme: Theme = settings.THEME
        found = [str(theme.folder / STYLESHEET)] if theme.folder and theme.css and path == STYLESHEET else []
        return found if find_all else next(iter(found), [])

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, FileSystemStorage]]:
        theme: Theme = settings.THEME
        if theme.css:
            yield STYLESHEET, FileSystemStorage(location=theme.folder)
