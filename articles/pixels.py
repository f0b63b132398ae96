"""A file that somebody chose as an image, made into clean ones: bytes in, WebP out. No database, no storage.

Only pixels pass. What else was in the file (place and time of the photo, names, thumbnails, colour profiles, anything
appended) is left behind, because the files are made anew. Whatever is too large is refused before it is decoded.
"""

import io
import re
import threading
import warnings
from collections.abc import Mapping
from typing import BinaryIO

from django.utils.translation import gettext_lazy as _
from PIL import Image as Pixels
from PIL import ImageCms, UnidentifiedImageError

from .uploads import MAX_BYTES, Cleaned, Refused

MAX_PIXELS = 40_000_000  # a phone's largest photos are 12 to 50 million; decoded, this many take 160 MB
MAX_SIDE = 12_000
MAX_JPEG_SCANS = 50  # a progressive JPEG has about ten; each one costs a walk over the whole image
MAX_PROFILE = 4 * 2**20
WIDTHS = (480, 960, 1440)  # a phone, a phone with a fine screen or a column on a desktop, the same with a fine screen
QUALITY = 80

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "AVIF")
OURS = rb"\xff\xd8\xff|\x89PNG|GIF8|RIFF....WEBP|....ftypavi[fs]"  # how these begin
# What people take for an image, or want us to take for one, by its first bytes: only to say what it is.
OTHERS = (
    (rb"\s*(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)?(<!DOCTYPE svg[^>]*>\s*)?<svg", "SVG"),
    (rb"\s*<(!doctype html|html|head|body|script|!--)", "HTML"),
    (rb"\s*<\?xml", "XML"),
    (rb"....ftyp(hei|hev|mif1|msf1)", "HEIC"),
    (rb"....ftyp(?!avi[fs])", "MP4"),
    (rb"%PDF", "PDF"),
    (rb"PK\x03\x04|PK\x05\x06", "ZIP"),
    (rb"II\*\x00|MM\x00\*|II\+\x00|MM\x00\+", "TIFF"),
    (rb"\x00\x00\x01\x00", "ICO"),
    (rb"BM", "BMP"),
    (rb"8BPS", "PSD"),
    (rb"%!PS|\xc5\xd0\xd3\xc6", "EPS"),
    (rb"\x0a[\x00-\x05]\x01[\x01\x02\x04\x08]", "PCX"),
    (rb"\x00\x00\x00\x0cjP  |\xff\x4f\xff\x51", "JPEG 2000"),
    (rb"\xff\x0a|\x00\x00\x00\x0cJXL ", "JPEG XL"),
    (rb"P[1-7]\s", "PNM"),
    (rb"MZ|\x7fELF|#!", "EXE"),
)
TURNS = {
    2: Pixels.Transpose.FLIP_LEFT_RIGHT,
    3: Pixels.Transpose.ROTATE_180,
    4: Pixels.Transpose.FLIP_TOP_BOTTOM,
    5: Pixels.Transpose.TRANSPOSE,
    6: Pixels.Transpose.ROTATE_270,
    7: Pixels.Transpose.TRANSVERSE,
    8: Pixels.Transpose.ROTATE_90,
}
SIDEWAYS = (5, 6, 7, 8)
ORIENTATION = 0x0112  # the EXIF tag

# Pillow's own guard, for what it opens before it tells us a size.
Pixels.MAX_IMAGE_PIXELS = MAX_PIXELS
# An image decoded can take 500 MB: one at a time in each process.
_one_at_a_time = threading.Lock()


def read_image(file: BinaryIO) -> Cleaned:
    """Make clean images of what was uploaded, up to WIDTHS and never larger than it is. Raises Refused."""
    data = file.read(MAX_BYTES + 1)
    if not data:
        raise Refused(_("The file is empty. Choose another one."))
    if len(data) > MAX_BYTES:
        raise Refused(_("The file is larger than 10 MB. Make the image smaller, or save it as JPEG, and choose that."))
    with _one_at_a_time, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # notes that cannot be read: they go anyway
        warnings.simplefilter("error", Pixels.DecompressionBombWarning)
        try:
            return _clean(data)
        except Refused:
            raise
        except (Pixels.DecompressionBombError, Pixels.DecompressionBombWarning):
            raise _too_large() from None
        except Exception as error:  # a decoder fails in any way that there is on a file made to break it
            raise _damaged() from error


def cleaned_before(files: Mapping[int, bytes]) -> Cleaned | None:
    """The files of an image that was cleaned here or on another site like this, by width, as they are: made anew they
    would lose a little each time, and their names. None for anything else.
    """
    largest = Pixels.new("1", (1, 1))
    with _one_at_a_time:
        for width, data in sorted(files.items()):
            try:
                largest = _opened(data)
                largest.load()
            except Exception:  # as above
                return None
            if largest.width != width or not _is_bare(data):
                return None
    # Nothing larger is made here, nor is one of these widths ever left out.
    wanted = [width for width in WIDTHS if width < largest.width] + [largest.width]
    return Cleaned(dict(sorted(files.items())), *largest.size, moved=False) if sorted(files) == wanted else None


def _is_bare(data: bytes) -> bool:
    """Whether a WebP file holds one picture and nothing else, to its last byte."""
    if data[:4] + data[8:12] != b"RIFFWEBP" or len(data) > MAX_BYTES:
        return False
    place = 12
    while place < len(data) and data[place : place + 4] in (b"VP8 ", b"VP8L", b"VP8X", b"ALPH"):
        length = int.from_bytes(data[place + 4 : place + 8], "little")
        place += 8 + length + length % 2
    return place == len(data)


def _clean(data: bytes) -> Cleaned:
    image = _opened(data)
    moved = bool(getattr(image, "is_animated", False)) and image.format != "MPO"  # a photo with its depth or colours
    image.draft(None, (WIDTHS[-1], WIDTHS[-1]))  # a JPEG may be decoded at an eighth of its size
    image.load()
    profile = image.info.get("icc_profile", b"")
    image = _in_srgb(_shrunk(image, _orientation(image)), profile)
    image.info = {}
    width, height = image.size
    widths = [width for width in WIDTHS if width < image.width] + [image.width]
    return Cleaned(
        files={each: _webp(image, each, max(1, round(height * each / width))) for each in widths},
        width=width,
        height=height,
        moved=moved,
    )


def _opened(data: bytes) -> Pixels.Image:
    """The image with its size known and no pixel decoded. What the file is decides, never what it is called."""
    try:
        image = Pixels.open(io.BytesIO(data), formats=FORMATS)
    except UnidentifiedImageError:
        if re.match(OURS, data[:20], re.DOTALL):
            raise _damaged() from None
        kind = next((kind for start, kind in OTHERS if re.match(start, data[:1000], re.DOTALL | re.IGNORECASE)), "")
        raise _wrong_kind(kind) from None
    if max(image.size) > MAX_SIDE or image.width * image.height > MAX_PIXELS:
        raise _too_large()
    if image.format in ("JPEG", "MPO") and data.count(b"\xff\xda") > MAX_JPEG_SCANS:
        raise Refused(_("This JPEG is built in far more passes than a photo needs. Save it anew and choose that."))
    return image


def _too_large() -> Refused:
    return Refused(
        _("The image has more than 40 million pixels, or a side of more than 12,000. Make it smaller and try again.")
    )


def _damaged() -> Refused:
    return Refused(_("The image is damaged or incomplete. Open it in an image program, save it anew and choose that."))


def _wrong_kind(kind: str) -> Refused:
    """The refusal of a file that is not one of FORMATS."""
    if kind == "HEIC":
        return Refused(_("This is a HEIC photo, which browsers do not show. Save or send it as JPEG and choose that."))
    if kind:
        return Refused(
            _("This is a file of the kind %(kind)s. Save the image as JPEG, PNG, WebP, GIF or AVIF and choose that."),
            params={"kind": kind},
        )
    return Refused(
        _("This is not an image that can be read here. Choose a JPEG, PNG, WebP, GIF or AVIF file."),
    )


def _orientation(image: Pixels.Image) -> int:
    """How the camera was held, by EXIF. A note that cannot be read is no reason to refuse the photo."""
    try:
        return int(image.getexif().get(ORIENTATION, 1))
    except Exception:  # as above: the notes can be made to break their reader
        return 1


def _shrunk(image: Pixels.Image, orientation: int) -> Pixels.Image:
    """No wider than the widest of WIDTHS, the right way up, in RGB, RGBA or (for its profile) CMYK or L."""
    if image.mode.startswith("I"):  # 16 bits of grey
        image = image.convert("I").point(lambda grey: grey * (1 / 256)).convert("L")
    elif image.has_transparency_data:
        image = image.convert("RGBA")
    elif image.mode not in ("L", "CMYK"):
        image = image.convert("RGB")
    wide = image.height if orientation in SIDEWAYS else image.width
    if wide > WIDTHS[-1]:
        size = [max(1, round(side * WIDTHS[-1] / wide)) for side in image.size]
        image = image.resize((size[0], size[1]), Pixels.Resampling.LANCZOS, reducing_gap=3)
    return image.transpose(TURNS[orientation]) if orientation in TURNS else image


def _in_srgb(image: Pixels.Image, profile: bytes) -> Pixels.Image:
    """With the colours that every screen knows, so that the profile can go. A broken profile is as good as none."""
    mode = "RGBA" if image.mode == "RGBA" else "RGB"
    if 0 < len(profile) <= MAX_PROFILE:
        try:
            source, srgb = ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB")
            converted = ImageCms.profileToProfile(image, source, srgb, outputMode=mode)
        except (OSError, ValueError, TypeError, ImageCms.PyCMSError):
            converted = None
        if converted is not None:
            return converted
    return image.convert(mode)


def _webp(image: Pixels.Image, width: int, height: int) -> bytes:
    """One file, with nothing in it but pixels."""
    out = io.BytesIO()
    sized = image if image.width == width else image.resize((width, height), Pixels.Resampling.LANCZOS)
    sized.save(out, "WEBP", quality=QUALITY, method=4, exif=b"", xmp=b"", icc_profile=b"")
    return out.getvalue()
