"""The pictures at the head of README.md: an article of the demo, light on a desk, and its discussion, dark on a phone.

Every run draws them; `PICTURES=docs make test ARGS=tests/browser/test_pictures.py` puts them where README shows them.
"""

import os
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management import call_command
from PIL import Image
from playwright.sync_api import Page

from comments.groups import make_groups

README = Path(__file__).parents[2] / "README.md"
HEIGHT = 800
LARGEST = 60_000  # bytes: README is read on telephones, too
# By name: how wide, in which colours, and what stands at the top.
PICTURES: dict[str, tuple[int, Any, str]] = {
    "desk": (1180, "light", "header"),
    "phone": (390, "dark", ".discussion"),
}


def test_readme_shows_the_demo(visit: Callable[..., Page], settings: Any, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path
    make_groups(apps)
    call_command("demo", verbosity=0)
    for name, (width, colours, top) in PICTURES.items():
        page = visit("/articles/naloxone/", width=width, color_scheme=colours)
        page.set_viewport_size({"width": width, "height": HEIGHT})
        page.locator(top).first.evaluate("element => element.scrollIntoView({behavior: 'instant'})")
        file = Path(os.environ.get("PICTURES") or tmp_path) / f"{name}.webp"
        with Image.open(BytesIO(page.screenshot())) as drawn:
            assert drawn.size == (width, HEIGHT)
            drawn.save(file, quality=80, method=6)
        assert file.stat().st_size < LARGEST
        assert f"docs/{file.name}" in README.read_text()
