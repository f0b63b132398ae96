"""Parts of addresses. Each thing has one spelling, so that it is kept once in the page cache."""


class Words:
    """A slug in any script: no slash, and no control character, which PostgreSQL would choke on."""

    regex = r"[^/\x00-\x1f\x7f]+"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class Year:
    """From 1900 to 2999."""

    regex = "(?:19|2[0-9])[0-9]{2}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)


class Month(Year):
    """From 1 to 12."""

    regex = "[1-9]|1[0-2]"


class Number(Year):
    """The number of a page or a part, without zeros before it."""

    regex = "[1-9][0-9]{0,6}"


class ImageFile(Words):
    """The name of an image's file: what it holds, and how wide it is."""

    regex = r"[0-9a-f]{16}-[1-9][0-9]{0,3}\.webp"
