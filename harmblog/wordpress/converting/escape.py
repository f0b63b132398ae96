"""Text that stays text: Markdown's own signs, for articles and for the little that a comment may hold."""

import re

# Could begin or end markup anywhere; "_" within a word and a lone "~" cannot.
_SPECIAL = re.compile(r"[\\`*\[\]<]|(?<![^\W_])_|_(?![^\W_])|~(?=~)|(?<=~)~")
ENTITY = re.compile(r"&(?=#\d+;|#[xX][0-9a-fA-F]+;|\w+;)")
_LINE_START = re.compile(r"^(?:([#>+=|-]|:(?=[-|: ]))|(\d{1,9})([.)](?=\s|$)))", re.MULTILINE)
_COMMENT_SPECIAL = re.compile(r"[\\*\[\]<]|(?<![^\W_])_|_(?![^\W_])")
_COMMENT_LINE_START = re.compile(r"^[^\S\n]*+(?:([>+-])|(\d{1,9})([.)](?=\s|$)))", re.MULTILINE)
_ADDRESS = re.compile(r"https?://[^\s<>\"]+")


def escaped(text: str, *, rich: bool) -> str:
    """The text so that none of it is markup, except at the start of a line."""
    if not rich:
        return comment_escaped(text)
    text = _SPECIAL.sub(r"\\\g<0>", text)
    return ENTITY.sub(r"\\&", text) if "&" in text else text


def comment_escaped(text: str) -> str:
    """The same for what a comment may hold. A link's address stays whole."""
    if not _COMMENT_SPECIAL.search(text):
        return text
    if "://" not in text:
        return _COMMENT_SPECIAL.sub(r"\\\g<0>", text)
    parts, last = [], 0
    for found in _ADDRESS.finditer(text):
        address = found[0]
        parts.append(_COMMENT_SPECIAL.sub(r"\\\g<0>", text[last : found.start()]))
        parts.append(f"<{address}>" if _COMMENT_SPECIAL.search(address) else address)
        last = found.end()
    parts.append(_COMMENT_SPECIAL.sub(r"\\\g<0>", text[last:]))
    return "".join(parts)


def line_starts_escaped(text: str, *, rich: bool) -> str:
    """The text so that no line of it begins a list, a quote, a heading, a rule or a table."""
    pattern = _LINE_START if rich else _COMMENT_LINE_START
    return pattern.sub(lambda found: f"\\{found[1]}" if found[1] else f"{found[2]}\\{found[3]}", text)
