"""A photo knows where it was taken, when and by whom. None of it is in any byte that is kept or served."""

import io
import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from PIL import Image as Pixels
from PIL import ImageCms

from articles.images import read_image

from .canary import ADDRESS, assert_no_canary
from .pictures import chunk, in_jpeg, in_png, picture, riff, segment, upload
from .test_images import SEND

pytestmark = pytest.mark.one_database

SECRET = ADDRESS.encode()
XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF creator="' + SECRET + b'"/></x:xmpmeta>'
GPS = (48.0, 51.0, 29.6)  # degrees, minutes and seconds, which stand in the file as these numbers:
GPS_BYTES = struct.pack("<LLLL", 48, 1, 51, 1)


def exif() -> bytes:
    """With a name in several tags, a place, and a thumbnail."""
    notes = Pixels.Exif()
    for tag in (0x010E, 0x010F, 0x013B, 0x8298):  # description, camera, artist, copyright
        notes[tag] = ADDRESS
    notes[0x9C9D] = ADDRESS.encode("utf-16-le")  # Windows' author
    notes.get_ifd(0x8769)[0x9286] = b"ASCII\0\0\0" + SECRET
    notes.get_ifd(0x8825).update({1: "N", 2: GPS, 3: "E", 4: GPS})
    return notes.tobytes() + SECRET


def profile() -> bytes:
    """Colours described by somebody whose name is in the description."""
    whole = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return whole + SECRET


def iptc() -> bytes:
    data = b"\x1c\x02\x50" + struct.pack(">H", len(SECRET)) + SECRET
    return b"Photoshop 3.0\x008BIM\x04\x04\0\0" + struct.pack(">I", len(data)) + data


def webp(*chunks: tuple[bytes, bytes]) -> bytes:
    """With all the marks set that say which chunks are there."""
    plain = picture("WEBP")
    flags = struct.pack("<I", 0x20 | 0x08 | 0x04)
    size = struct.pack("<I", 599)[:3] + struct.pack("<I", 399)[:3]
    before = [each for each in chunks if each[0] == b"ICCP"]
    after = [each for each in chunks if each[0] != b"ICCP"]
    return riff((b"VP8X", flags + size), *before, (plain[12:16], plain[20:]), *after)


WHERE: dict[str, Callable[[], bytes]] = {
    "JPEG, EXIF with GPS": lambda: picture(exif=exif()),
    "JPEG, XMP": lambda: in_jpeg(segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + XMP)),
    "JPEG, extended XMP": lambda: in_jpeg(segment(0xE1, b"http://ns.adobe.com/xmp/extension/\0" + XMP)),
    "JPEG, IPTC": lambda: in_jpeg(segment(0xED, iptc())),
    "JPEG, comment": lambda: in_jpeg(segment(0xFE, SECRET)),
    "JPEG, colour profile": lambda: picture(icc_profile=profile()),
    "JPEG, unknown segment": lambda: in_jpeg(segment(0xEB, SECRET)),
    "JPEG, thumbnail of JFIF": lambda: in_jpeg(segment(0xE0, b"JFXX\0\x10" + picture(comment=SECRET))),
    "JPEG, after its end": lambda: picture() + SECRET,
    "PNG, tEXt": lambda: in_png(chunk(b"tEXt", b"Author\0" + SECRET)),
    "PNG, zTXt": lambda: in_png(chunk(b"zTXt", b"Author\0\0" + zlib.compress(SECRET, 0))),
    "PNG, iTXt": lambda: in_png(chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + XMP)),
    "PNG, eXIf": lambda: picture("PNG", exif=exif()),
    "PNG, iCCP": lambda: in_png(chunk(b"iCCP", b"a\0\0" + zlib.compress(profile(), 0))),
    "PNG, unknown chunk": lambda: in_png(chunk(b"prVt", SECRET)),
    "WebP, EXIF": lambda: webp((b"EXIF", exif())),
    "WebP, XMP": lambda: webp((b"XMP ", XMP)),
    "WebP, ICCP": lambda: webp((b"ICCP", profile())),
    "WebP, unknown chunk": lambda: webp((b"ABCD", SECRET)),
    "GIF, comment": lambda: picture("GIF", comment=SECRET),
    "GIF, XMP": lambda: picture("GIF")[:-1] + b"\x21\xff\x0bXMP DataXMP" + bytes([len(XMP)]) + XMP + b"\0\x3b",
    "AVIF, EXIF": lambda: picture("AVIF", exif=exif()),
    "AVIF, XMP": lambda: picture("AVIF", xmp=XMP),
}


@pytest.mark.parametrize("where", WHERE)
def test_nothing_that_a_photo_knows_is_kept(where: str) -> None:
    photo = WHERE[where]()
    assert SECRET in photo
    assert (GPS_BYTES in photo) == ("EXIF" in where or "eXIf" in where)
    for data in read_image(io.BytesIO(photo)).files.values():
        assert_no_canary(data, where)
        assert GPS_BYTES not in data
        assert set(Pixels.open(io.BytesIO(data)).info) <= {"background", "loop", "timestamp", "duration"}
        assert data[12:16] == b"VP8 "  # one chunk, which holds the pixels


@pytest.mark.django_db
def test_nothing_of_an_upload_is_in_a_served_or_stored_byte(
    writing: Client, client: Client, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.FILE_UPLOAD_TEMP_DIR = settings.MEDIA_ROOT = tmp_path
    for where, photo in WHERE.items():
        answer = writing.post(SEND, {"image_file": upload(photo(), f"{ADDRESS}.jpg"), "image_alt": "Hands"})
        assert answer.status_code == 201, where
        assert_no_canary(answer.content, where)
    for name in default_storage.listdir("images")[1]:
        assert_no_canary(client.get(f"/media/images/{name}").content, name)
    kept = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert len(kept) > 1
    for file in kept:
        assert_no_canary(str(file).encode() + file.read_bytes(), file.name)


@pytest.mark.django_db
def test_upload_is_never_on_a_disk(writing: Client, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def touched(*args: Any, **options: Any) -> None:
        raise AssertionError("a temporary file")

    monkeypatch.setattr("tempfile.NamedTemporaryFile", touched)
    monkeypatch.setattr("django.core.files.uploadedfile.TemporaryUploadedFile.__init__", touched)
    large = picture() + bytes(9_000_000)
    assert writing.post(SEND, {"image_file": upload(large), "image_alt": "Hands"}).status_code == 201
