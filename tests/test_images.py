"""Images: what is stored is clean, stored once, served for ever, and goes into an article's text with its words."""

import io
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site
from django.contrib.auth.models import User
from django.core.files.storage import default_storage
from django.test import Client
from PIL import Image as Pixels
from PIL import ImageCms

from articles.images import Refused, delete_image, figures, read_image, store_image
from articles.models import Article, Image

from .pictures import picture, upload
from .test_admin import ADD, NEW

pytestmark = pytest.mark.one_database

LIBRARY, SEND = "/admin/articles/image/", "/admin/articles/image/upload/"
WORDS = {"image_alt": "Two hands", "image_caption": ""}


@pytest.fixture
def keep(ada: User) -> Any:
    """Stores an image, described as two hands unless told otherwise."""

    def keep(data: bytes | None = None, alt: str = "Two hands", **said: Any) -> Image:
        cleaned = read_image(io.BytesIO(data or picture()))
        return store_image(cleaned, **{"alt": alt, "is_decorative": False, "uploaded_by": ada, **said})

    return keep


def opened(data: bytes) -> Pixels.Image:
    return Pixels.open(io.BytesIO(data))


def files() -> list[str]:
    return sorted(default_storage.listdir("images")[1]) if default_storage.exists("images") else []


def send(client: Client, data: bytes | None = None, **words: Any) -> Any:
    return client.post(SEND, {"image_file": upload(data or picture()), **WORDS, **words})


def post(client: Client, ada: User, data: bytes | None = None, **fields: Any) -> Any:
    """Save an article with an image in its form."""
    return client.post(ADD, {**NEW, "author": ada.pk, "image_file": upload(data or picture()), **WORDS, **fields})


# --- Made anew ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("size", "widths"),
    [((3000, 2000), [480, 960, 1440]), ((1440, 10), [480, 960, 1440]), ((700, 50), [480, 700]), ((40, 90), [40])],
)
def test_image_is_made_in_three_widths_and_never_enlarged(size: tuple[int, int], widths: list[int]) -> None:
    cleaned = read_image(io.BytesIO(picture(size=size)))
    assert [opened(data).width for data in cleaned.files.values()] == list(cleaned.files) == widths
    assert {opened(data).format for data in cleaned.files.values()} == {"WEBP"}
    assert (cleaned.width, cleaned.height) == opened(cleaned.files[widths[-1]]).size
    assert abs(cleaned.width / cleaned.height - size[0] / size[1]) < 0.02 * size[0] / size[1]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "AVIF"])
def test_each_kind_keeps_its_colours(kind: str) -> None:
    image = opened(read_image(io.BytesIO(picture(kind))).files[480]).convert("RGB")
    for x, colour in ((50, (255, 0, 0)), (430, (0, 0, 255))):
        seen = image.getpixel((x, 100))
        assert isinstance(seen, tuple)
        assert all(abs(a - b) < 12 for a, b in zip(seen, colour, strict=True))


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16", "CMYK"])
def test_each_way_to_store_pixels_is_read(mode: str) -> None:
    out = io.BytesIO()
    Pixels.new(mode, (30, 20)).save(out, "JPEG" if mode == "CMYK" else "PNG")
    assert read_image(io.BytesIO(out.getvalue())).width == 30


def test_transparency_stays() -> None:
    out = io.BytesIO()
    Pixels.new("RGBA", (30, 20), (0, 0, 0, 0)).save(out, "PNG")
    assert opened(read_image(io.BytesIO(out.getvalue())).files[30]).getpixel((5, 5))[3] == 0  # type: ignore[index]


@pytest.mark.parametrize(("orientation", "red"), [(1, (5, 20)), (3, (55, 20)), (6, (20, 5)), (8, (20, 55))])
def test_photo_is_shown_the_right_way_up(orientation: int, red: tuple[int, int]) -> None:
    exif = Pixels.Exif()
    exif[0x0112] = orientation
    cleaned = read_image(io.BytesIO(picture(size=(60, 40), exif=exif.tobytes())))
    assert (cleaned.width > cleaned.height) == (orientation < 5)
    seen = opened(cleaned.files[cleaned.width]).convert("RGB").getpixel(red)
    assert isinstance(seen, tuple)
    assert seen[0] > 200 > 60 > seen[2]


def test_colour_profile_is_applied_before_it_goes() -> None:
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    wide = lab.replace(b"rXYZ", b"tXYZ").replace(b"bXYZ", b"rXYZ").replace(b"tXYZ", b"bXYZ")  # red and blue change
    image = opened(read_image(io.BytesIO(picture(icc_profile=wide))).files[480]).convert("RGB")
    seen = image.getpixel((50, 100))
    assert isinstance(seen, tuple)
    assert seen[2] > 200


def test_animation_becomes_its_first_picture_and_says_so(writing: Client) -> None:
    frames = [Pixels.new("RGB", (50, 50), colour) for colour in ("red", "blue")]
    out = io.BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:])
    answer = send(writing, out.getvalue()).json()
    assert "first picture" in answer["note"]
    with default_storage.open(f"images/{files()[0]}") as stored:
        assert opened(stored.read()).convert("RGB").getpixel((9, 9))[0] > 200  # type: ignore[index]


# --- Kept and served ------------------------------------------------------------------------------------------------


def test_same_image_twice_shares_its_files(keep: Any) -> None:
    first, second = keep(), keep(alt="The same hands")
    assert first.key != second.key
    assert files() == sorted(f"{first.name.removeprefix('images/')}-{width}.webp" for width in (480, 600))


def test_files_go_with_the_last_image_that_uses_them(keep: Any) -> None:
    first, second = keep(), keep()
    delete_image(first)
    assert len(files()) == 2
    delete_image(second)
    assert files() == []


def test_file_that_was_written_by_half_is_written_anew(keep: Any) -> None:
    image = keep()
    path = Path(default_storage.path(f"{image.name}-480.webp"))
    whole = path.read_bytes()
    path.write_bytes(whole[:100])
    keep()
    assert path.read_bytes() == whole


def broken(*args: Any) -> Any:
    raise OSError(28, "No space left on device")


@pytest.mark.asvs("V2.3.3")
def test_full_disk_is_told_and_leaves_nothing(
    writing: Client, ada: User, monkeypatch: pytest.MonkeyPatch, caplog: Any
) -> None:
    save, calls = default_storage.save, []
    monkeypatch.setattr(default_storage, "save", lambda *a: calls.append(a) or (broken if len(calls) > 1 else save)(*a))
    page = post(writing, ada)
    assert "could not be stored just now" in page.content.decode()
    assert "“Text”" in page.content.decode()
    assert (len(calls), files(), Image.objects.count(), Article.objects.count()) == (2, [], 0, 0)


def test_storage_that_does_not_delete_keeps_the_row(
    keep: Any, writing: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    image = keep()
    monkeypatch.setattr(default_storage, "delete", broken)
    for path, data in (
        (f"{LIBRARY}{image.pk}/delete/", {"post": "yes"}),
        (LIBRARY, {"action": "delete_selected", "_selected_action": image.pk, "post": "yes"}),
    ):
        assert "could not be deleted just now" in writing.post(path, data, follow=True).content.decode()
    with pytest.raises(Refused):
        delete_image(image)
    assert Image.objects.get() == image


def test_figures_of_an_article_cost_one_query(keep: Any, django_assert_num_queries: Any) -> None:
    image, leaf = keep(picture(size=(2000, 1000))), keep(alt="A leaf", is_decorative=True)
    with django_assert_num_queries(1):
        found = figures([image.key, leaf.key, "unknown2"])
    assert set(found) == {image.key, leaf.key}
    shown = found[image.key]
    assert (shown.width, shown.height, shown.alt, found[leaf.key].alt) == (1440, 720, "Two hands", "")
    assert shown.src == f"/media/{image.name}-960.webp"
    assert shown.srcset == ", ".join(f"/media/{image.name}-{width}.webp {width}w" for width in (480, 960, 1440))


def test_image_is_served_once_for_ever(keep: Any, client: Client) -> None:
    src = f"/media/{keep().name}-480.webp"
    answer, head = client.get(src), client.head(src)
    assert opened(answer.content).width == 480
    assert answer.headers["Content-Type"] == "image/webp"
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert (head.content, head.headers) == (b"", answer.headers)
    again = client.get(src, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["Cache-Control"] == answer.headers["Cache-Control"]
    assert client.post(src).status_code == 405


@pytest.mark.asvs("V3.2.1")
@pytest.mark.flaw("path traversal")
@pytest.mark.parametrize(
    "path",
    [
        *("", "images/", "images/0123456789abcdef-480.webp", "images/../secret_key", "images/%2e%2e/db.sqlite3"),
        *("images/0123456789abcdef-480.webp/", "images/..%2f..%2fetc%2fpasswd", "images/%00-480.webp"),
    ],
)
def test_nothing_else_is_served_from_there(keep: Any, client: Client, path: str) -> None:
    keep()
    answer = client.get(f"/media/{path}")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (404, "no-store")


ELSEWHERE = """
import django
django.setup()
from django.core.files.storage import default_storage
from django.test import Client
from harmblog.urls import urlpatterns
print(Client().get("/healthz/")["Content-Security-Policy"])
print(default_storage.__class__.__name__, "media" in {getattr(each, "name", "") for each in urlpatterns})
"""


def test_images_may_be_kept_and_served_elsewhere(tmp_path: Path) -> None:
    env = {**os.environ, "VAR_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "harmblog.settings"}
    env |= {"MEDIA_URL": "https://images.example.org/a", "MEDIA_STORAGE_OPTIONS": '{"location": "in memory"}'}
    env |= {"MEDIA_STORAGE": "django.core.files.storage.InMemoryStorage"}
    run = subprocess.run(
        [sys.executable, "-c", ELSEWHERE], env=env, cwd=site.BASE_DIR, capture_output=True, check=True, text=True
    )
    policy, storage = run.stdout.splitlines()
    assert "img-src 'self' https://images.example.org;" in policy
    assert storage == "InMemoryStorage False"
