"""Parts of addresses."""


class Words:
    """A slug in any script: no slash, and no control character, which PostgreSQL would choke on."""

    regex = r"[^/\x00-\x1f\x7f]+"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value
