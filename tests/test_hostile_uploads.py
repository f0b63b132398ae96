"""Files made to break whoever opens them: each is refused with a reason or made clean, soon, and never our error."""

import io
import random
import struct
import time
import zipfile
import zlib
from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.core.files.storage import default_storage
from django.test import Client
from PIL import Image as Pixels

from articles.images import Refused, read_image
from articles.models import Image

from .pictures import PNG, chunk, in_jpeg, in_png, picture, png, riff, segment, upload
from .proof.long import many
from .test_hostile import knock
from .test_images import SEND, files

pytestmark = pytest.mark.one_database

SECONDS = 5  # a bound for a busy machine; alone, the slowest takes half a one
SCRIPT = b"<script>alert(document.domain)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg">' + SCRIPT + b"</svg>"
XML = b'<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY a "&b;&b;"><!ENTITY b "&a;">]>' + SVG
JPEG, GIF, WEBP, AVIF = (picture(kind) for kind in ("JPEG", "GIF", "WEBP", "AVIF"))
DAMAGED, PIXELS, UNREADABLE = "damaged or incomplete", "40 million pixels", "not an image that can be read"
Build = Callable[[], bytes]


def zipped() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("evil.php", b"<?php system($_GET[0]);")
    return out.getvalue()


def other(kind: str) -> bytes:
    out = io.BytesIO()
    Pixels.new("RGB", (20, 20)).save(out, kind)
    return out.getvalue()


def jpeg_of(width: int, height: int) -> bytes:
    """A JPEG whose header lies about its size."""
    at = JPEG.index(b"\xff\xc0")
    return JPEG[: at + 5] + struct.pack(">HH", height, width) + JPEG[at + 9 :]


def gif_of(width: int, height: int) -> bytes:
    return GIF[:6] + struct.pack("<HH", width, height) + GIF[10:]


def avif_of(width: int, height: int) -> bytes:
    at = AVIF.index(b"ispe")
    return AVIF[: at + 8] + struct.pack(">II", width, height) + AVIF[at + 16 :]


def webp_of(width: int, height: int) -> bytes:
    size = struct.pack("<I", width - 1)[:3] + struct.pack("<I", height - 1)[:3]
    return riff((b"VP8X", b"\0\0\0\0" + size), (WEBP[12:16], WEBP[20:]))


def scans(number: int) -> bytes:
    """A progressive JPEG that asks for so many walks over 36 million pixels."""
    whole = jpeg_of(6000, 6000).replace(b"\xff\xc0", b"\xff\xc2", 1)
    table = whole[: whole.index(b"\xff\xda")]
    return table + segment(0xDA, b"\x01\x01\x00\x00\x00\x00") * number + b"\xff\xd9"


def many_frames() -> bytes:
    """A GIF that repeats its only frame."""
    return GIF[:-1] + GIF[GIF.index(b"\x2c") : -1] * 100 + b"\x3b"


def flipped(whole: bytes, seed: int) -> bytes:
    """With twenty bytes changed at random."""
    chance, data = random.Random(seed), bytearray(whole)
    for _ in range(20):
        data[chance.randrange(16, len(data))] = chance.randrange(256)
    return bytes(data)


BOMB = zlib.compress(bytes(60_000_000), 9)
WRONG: dict[str, tuple[Build, str]] = {
    # What is no image, whatever it is called
    "nothing": (lambda: b"", "empty"),
    "one byte": (lambda: b"\xff", UNREADABLE),
    "noise": (lambda: random.Random(1).randbytes(5000), UNREADABLE),
    "SVG with a script": (lambda: SVG, "kind SVG"),
    "SVG with entities in a circle": (lambda: XML, "kind XML"),
    "page": (lambda: b"<!DOCTYPE html>" + SCRIPT, "kind HTML"),
    "page after white space": (lambda: b"\n \t<html>" + SCRIPT, "kind HTML"),
    "PDF": (lambda: b"%PDF-1.7\n", "kind PDF"),
    "PDF with a JPEG inside": (lambda: b"%PDF-1.7\n" + JPEG, "kind PDF"),
    "ZIP": (zipped, "kind ZIP"),
    "ZIP with an image after it": (lambda: zipped() + JPEG, "kind ZIP"),
    "program": (lambda: b"\x7fELF\x02\x01\x01", "kind EXE"),
    "shell script": (lambda: b"#!/bin/sh\nid\n", "kind EXE"),
    "60 MB": (lambda: bytes(60_000_000), "larger than 10 MB"),
    "image of 11 MB": (lambda: JPEG + bytes(11_000_000), "larger than 10 MB"),
    # Images of kinds that browsers do not show, or whose readers are seldom tested
    "TIFF": (lambda: other("TIFF"), "kind TIFF"),
    "ICO": (lambda: other("ICO"), "kind ICO"),
    "BMP": (lambda: other("BMP"), "kind BMP"),
    "EPS": (lambda: other("EPS"), "kind EPS"),
    "EPS that runs a program": (lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n(%pipe%id) (w) file\n", "kind EPS"),
    "PCX": (lambda: other("PCX"), "kind PCX"),
    "PPM": (lambda: other("PPM"), "kind PNM"),
    "JPEG 2000": (lambda: other("JPEG2000"), "kind JPEG 2000"),
    "TGA": (lambda: other("TGA"), UNREADABLE),
    "PSD": (lambda: b"8BPS\0\1" + bytes(40), "kind PSD"),
    "HEIC": (lambda: b"\0\0\0\x18ftypheic" + bytes(40), "HEIC photo"),
    "film": (lambda: b"\0\0\0\x18ftypisom" + bytes(40), "kind MP4"),
    # Small files that say they are huge
    "PNG of 50,000 x 50,000": (lambda: png(50_000, 50_000, pixels=bytes(50_000)), PIXELS),
    "PNG as large as can be written": (lambda: png(2**31 - 1, 2**31 - 1), PIXELS),
    "PNG, narrow and long": (lambda: png(1, 13_000, pixels=bytes(26_000)), PIXELS),
    "PNG, just too large": (lambda: png(6400, 6400, pixels=bytes(100)), PIXELS),
    "JPEG of 65,535 x 65,535": (lambda: jpeg_of(65_535, 65_535), PIXELS),
    "GIF of 65,535 x 65,535": (lambda: gif_of(65_535, 65_535), PIXELS),
    "WebP of 16,384 x 16,384": (lambda: webp_of(16_384, 16_384), PIXELS),
    "WebP of 16,777,216 x 255": (lambda: webp_of(16_777_216, 255), PIXELS),
    "AVIF of 30,000 x 30,000": (lambda: avif_of(30_000, 30_000), DAMAGED),
    "JPEG of 20,000 scans": (lambda: scans(20_000), "passes"),
    # Broken ones
    "PNG without width": (lambda: png(0, 5), DAMAGED),
    "PNG with a negative width": (lambda: png(2**32 - 5, 5), PIXELS),
    "JPEG without height": (lambda: jpeg_of(50, 0), DAMAGED),
    "GIF with a frame larger than itself": (
        lambda: GIF.replace(b"\x2c" + bytes(4) + GIF[6:10], b"\x2c" + bytes(4) + b"\xff" * 4, 1),
        PIXELS,
    ),
    "PNG signature alone": (lambda: PNG, DAMAGED),
    "PNG with a wrong checksum": (lambda: PNG + chunk(b"IHDR", bytes(13))[:-1] + b"\1", DAMAGED),
    "PNG with fewer pixels than it says": (lambda: png(900, 900, pixels=bytes(50)), DAMAGED),
    "PNG of pixels that are no zlib": (lambda: png(9, 9).replace(zlib.compress(b""), b"\0" * 8), DAMAGED),
    "PNG with a chunk longer than the file": (lambda: in_png(struct.pack(">I", 2**31 - 1) + b"zTXt"), DAMAGED),
    "PNG with text that unpacks to 60 MB": (lambda: in_png(chunk(b"zTXt", b"a\0\0" + BOMB)), DAMAGED),
    "PNG with a profile that unpacks to 60 MB": (lambda: in_png(chunk(b"iCCP", b"a\0\0" + BOMB)), DAMAGED),
    "PNG with 80 texts of 1 MB": (
        lambda: in_png(chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(2**20 - 1))) * 80),
        DAMAGED,
    ),
    "GIF that is a script": (lambda: b"GIF89a/*" + bytes(5) + b"*/=1;alert(1)//", DAMAGED),
    "JPEG start alone": (lambda: b"\xff\xd8\xff\xe0", DAMAGED),
    "WebP header alone": (lambda: WEBP[:12], DAMAGED),
    "WebP that is longer than it says": (lambda: WEBP[:4] + b"\x08\0\0\0" + WEBP[8:], DAMAGED),
    **{f"JPEG, {n} %": (lambda n=n: JPEG[: len(JPEG) * n // 100], DAMAGED) for n in (50, 75, 95)},
    **{f"PNG, {n} %": (lambda n=n: picture("PNG")[: len(picture("PNG")) * n // 100], DAMAGED) for n in (40, 80)},
    **{f"WebP, {n} %": (lambda n=n: WEBP[: len(WEBP) * n // 100], DAMAGED) for n in (10, 50, 90)},
    **{f"AVIF, {n} %": (lambda n=n: AVIF[: len(AVIF) * n // 100], DAMAGED) for n in (10, 50, 90)},
}
# Readable images with something else about them: what is kept are the pixels.
CLEANED: dict[str, Build] = {
    "JPEG and ZIP": lambda: JPEG + zipped(),
    "JPEG and PDF": lambda: JPEG + b"%PDF-1.7\n" + SCRIPT,
    "JPEG and page": lambda: in_jpeg(segment(0xFE, SCRIPT)),
    "GIF and script": lambda: GIF + SCRIPT,
    "GIF and Java archive": lambda: GIF + zipped(),
    "PNG and PHP": lambda: picture("PNG") + b"<?php system($_GET[0]);" + SCRIPT,
    "PNG and page in its text": lambda: in_png(chunk(b"tEXt", b"Comment\0" + SCRIPT)),
    "WebP and page": lambda: WEBP + SCRIPT,
    "JPEG with EXIF in a circle": lambda: in_jpeg(
        segment(0xE1, b"Exif\0\0MM\0*\0\0\0\x08\0\1\x87\x69\0\4\0\0\0\1\0\0\0\x08\0\0\0\x08" + SCRIPT)
    ),
    "JPEG with EXIF that ends early": lambda: in_jpeg(segment(0xE1, b"Exif\0\0MM\0*\0\0\0\x08\xff\xff")),
    "JPEG with a profile of noise": lambda: in_jpeg(
        segment(0xE2, b"ICC_PROFILE\0\1\1" + random.Random(2).randbytes(9000))
    ),
    "JPEG of several photos": lambda: picture("MPO", save_all=True, append_images=[Pixels.new("RGB", (20, 20))] * 3),
    "GIF without width, around a frame that has one": lambda: gif_of(0, 0),
    "GIF of 101 frames": many_frames,
    "PNG of four thousand million frames": lambda: in_png(chunk(b"acTL", struct.pack(">II", 2**31 - 1, 0))),
}


def outcome(data: bytes) -> str:
    """The reason why a file is refused; empty when it is taken."""
    started, said = time.perf_counter(), ""
    try:
        read_image(io.BytesIO(data))
    except Refused as refusal:
        said = " ".join(refusal.messages)
        assert said
    assert time.perf_counter() - started < SECONDS
    return said


@pytest.mark.parametrize("name", WRONG)
def test_harmful_file_is_refused_with_its_reason(name: str) -> None:
    build, reason = WRONG[name]
    said = outcome(build())
    assert said
    assert reason in said


@pytest.mark.parametrize("name", CLEANED)
def test_what_is_more_than_an_image_becomes_only_one(name: str) -> None:
    cleaned = read_image(io.BytesIO(CLEANED[name]()))
    for data in cleaned.files.values():
        assert data[:4] + data[8:12] == b"RIFFWEBP"
        assert struct.unpack("<I", data[4:8])[0] == len(data) - 8
        assert not any(word in data for word in (b"script", b"php", b"PK\3\4", b"%PDF", b"Exif"))


@pytest.mark.fuzz("image uploads")
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "AVIF"])
def test_file_damaged_anywhere_is_refused_or_taken_and_breaks_nothing(kind: str) -> None:
    whole = picture(kind, size=(90, 60))
    said = {outcome(flipped(whole, seed)) for seed in range(many(60, 800))} | {
        outcome(whole[:cut]) for cut in range(0, 900, 15)
    }
    assert any(DAMAGED in each for each in said)


@pytest.mark.asvs("V3.2.1")
@pytest.mark.flaw("path traversal")
@pytest.mark.django_db
def test_name_and_type_that_a_file_claims_decide_nothing(writing: Client) -> None:
    for name, kind in (("photo.png", "image/png"), ("a.jpg", "image/jpeg"), ("../../x\x00.gif", "image/gif")):
        answer = writing.post(SEND, {"image_file": upload(SVG, name, kind), "image_alt": "Hands"})
        assert (answer.status_code, "kind SVG" in answer.json()["image_file"][0]) == (422, True)
    answer = writing.post(SEND, {"image_file": upload(JPEG, "cnry-holiday.php", "text/html"), "image_alt": "Hands"})
    assert answer.status_code == 201
    assert all("cnry" not in str(value) for value in Image.objects.values().get().values())
    assert all(default_storage.path(f"images/{file}").endswith(".webp") for file in files())


BROKEN_FORMS = [
    (b"--x\r\nContent-Disposition: form-data; name=image_file; filename=a\r\n\r\n" + JPEG, "boundary=x"),
    (b"--x\r\nContent-Disposition: form-data; name=\r\n\r\n--x--", "boundary=x"),
    (
        b"--x\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: form-data; name=a\r\n\r\n!\r\n--x--",
        "boundary=x",
    ),
    (b"no form at all", "boundary=x"),
    (JPEG, DAMAGED),
    (b"--x" * 9000, "boundary=x"),
]


@pytest.mark.django_db(transaction=True)  # the door closes connections, and with them a test's transaction
@pytest.mark.parametrize(("body", "boundary"), BROKEN_FORMS)
def test_form_that_is_none_is_no_error_of_ours(ada: User, body: bytes, boundary: str) -> None:
    client = Client()
    client.force_login(ada)
    cookie = f"csrf={'a' * 32}; {client.cookies.output(header='', sep=';')}"
    headers = {"HTTP_COOKIE": cookie, "HTTP_X_CSRFTOKEN": "a" * 32, "HTTP_ORIGIN": "http://localhost"}
    assert knock("POST", SEND, body, f"multipart/form-data; {boundary}", **headers)[0] == "4"
    assert not Image.objects.exists()
