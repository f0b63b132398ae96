"""Moving out and in again with images: the very files come along, and nothing else that lies beside them."""

import io
import shutil
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site
from django.contrib.auth.models import User

from articles.images import read_image, store_image
from articles.models import Article, Image, Topic
from articles.pixels import cleaned_before

from .moving import run
from .pictures import picture
from .test_export import empty_the_site, without_dates_of_writing, written

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept(ada: User, write: Any, tmp_path: Path) -> Path:
    """A copy of the files of a site with two images, a regional language and topics made in no order."""
    shown = store_image(
        read_image(io.BytesIO(picture(size=(1200, 800)))), alt="A door", is_decorative=False, uploaded_by=ada
    )
    store_image(read_image(io.BytesIO(picture())), alt="Only a line", is_decorative=True, uploaded_by=ada)
    tag, featured = Topic.objects.create(name="b", is_featured=False), Topic.objects.create(name="a", is_featured=True)
    write(body=f"![A door](image:{shown.key})", language="pt-br").topics.add(tag, featured)
    return Path(shutil.copytree(site.MEDIA_ROOT, tmp_path / "kept"))


def moved(kept: Path, tmp_path: Path) -> list[str]:
    """The file of this site, and that of the site which it makes."""
    files = [written(tmp_path / "first.xml")]
    Image.objects.all().delete()
    empty_the_site()
    shutil.rmtree(site.MEDIA_ROOT)
    run("import_wordpress", tmp_path / "first.xml", media=kept)
    return [without_dates_of_writing(text) for text in (*files, written(tmp_path / "second.xml"))]


def test_the_very_files(kept: Path, tmp_path: Path) -> None:
    Image.objects.filter(is_decorative=True).update(alt="")
    first, second = moved(kept, tmp_path)
    assert first == second
    assert {path.name: path.read_bytes() for path in kept.glob("images/*")} == {
        path.name: path.read_bytes() for path in Path(site.MEDIA_ROOT).glob("images/*")
    }
    assert (Article.objects.get().language, Image.objects.filter(is_decorative=True).count()) == ("pt-br", 1)


def test_what_was_decoration_stays_it(kept: Path, tmp_path: Path) -> None:
    moved(kept, tmp_path)
    assert Image.objects.filter(is_decorative=True).count() == 1


@pytest.mark.one_database
@pytest.mark.parametrize("harm", ["appended", "note", "jpeg", "link", "missing"])
def test_what_is_not_ours_any_more_is_cleaned_anew(kept: Path, tmp_path: Path, harm: str) -> None:
    secret = b"EXIF" + (6).to_bytes(4, "little") + b"secret"
    small, _middle, largest = sorted(kept.glob(f"{Image.objects.get(is_decorative=False).name}-*"), key=len_and_name)
    data = largest.read_bytes()
    if harm == "appended":
        largest.write_bytes(data + b"secret")
    elif harm == "note":
        largest.write_bytes(data[:4] + (len(data) - 8 + len(secret)).to_bytes(4, "little") + data[8:] + secret)
    elif harm == "jpeg":
        largest.write_bytes(picture(size=(1200, 800), comment=b"secret"))
    elif harm == "link":
        small.rename(tmp_path / "elsewhere.webp")
        small.symlink_to(tmp_path / "elsewhere.webp")
    else:
        small.unlink()
    moved(kept, tmp_path)
    image = Image.objects.get(is_decorative=False)
    assert image.widths == "480 960 1200"
    assert all(b"secret" not in path.read_bytes() for path in Path(site.MEDIA_ROOT).glob("images/*"))


def len_and_name(path: Path) -> tuple[int, str]:
    return len(path.name), path.name


def test_a_file_is_taken_for_its_own_width_only() -> None:
    files = read_image(io.BytesIO(picture(size=(1200, 800)))).files
    assert cleaned_before(files)
    assert cleaned_before({**files, 480: files[960]}) is None
    assert cleaned_before({1200: files[1200]}) is None
    assert cleaned_before({}) is None
