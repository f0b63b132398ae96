"""What may be uploaded as an image, and what becomes of it (`pixels`)."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError

MAX_BYTES = 10 * 2**20
ACCEPT = "image/jpeg,image/png,image/webp,image/gif,image/avif"  # as in `pixels.FORMATS`


class Refused(ValidationError):
    """Why a file was not taken, in words for whoever chose it."""


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A clean image. `files`: the WebP file for each width, smallest first. `width`, `height`: of the largest.
    `moved`: the original was an animation, of which this is the first picture.
    """

    files: dict[int, bytes]
    width: int
    height: int
    moved: bool
