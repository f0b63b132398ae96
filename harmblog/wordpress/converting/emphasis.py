"""Emphasis: asterisks where Markdown takes them for what they are meant to be, and a look at whether it does."""

import re
import unicodedata

from markdown_it import MarkdownIt

_article = MarkdownIt("commonmark", {"html": False}).enable("strikethrough")
_comment = MarkdownIt("zero").enable(["escape", "emphasis", "link", "autolink", "newline"])

_PUNCTUATION = r"(?:\\[^\w\s]|[.,;:!?\"'“”‘’«»…–—(/-])"
_FIRST = re.compile(rf"{_PUNCTUATION}*")
_PLAIN_WORDS = re.compile(r"[^\W_](?:[\w ,;'’-]*[^\W_])?")
_LAST = re.compile(rf"(?:{_PUNCTUATION}|\))*$")
_LAST_AFTER_LINK = re.compile(rf"{_PUNCTUATION}*$")


def emphasis(text: str, mark: str, before: str, after: str) -> str:
    """The text between marks. Spaces stay outside of them, and so does punctuation beside a word's end, where Markdown
    would see no beginning or end. `before` and `after` are the characters around it.
    """
    core = text.strip()
    if not core:
        return text
    left, right = text[: text.index(core)], text[text.index(core) + len(core) :]
    if not left and _is_word(before):
        left = _FIRST.match(core)[0]  # type: ignore[index]  # it matches nothing too
        core = core[len(left) :]
    if not right and _is_word(after):
        right = (_LAST_AFTER_LINK if "](" in core else _LAST).search(core)[0]  # type: ignore[index]
        core = core[: len(core) - len(right)]
    if not core.strip():
        return text
    beside = before in ("*", "_") or core[0] == "*" or core[-1] == "*"
    if mark == "*" and beside and not _is_word(before) and not _is_word(after):
        mark = "_"
    return f"{left}{mark}{core}{mark}{right}"


def stands_alone(text: str, before: str, after: str) -> bool:
    """Whether this is whole plain words between spaces, where emphasis is never in doubt."""
    return before.strip() == after.strip() == "" and _PLAIN_WORDS.fullmatch(text) is not None


def _is_word(character: str) -> bool:
    return bool(character) and unicodedata.category(character)[0] in "LNM"


def words_shown(markdown: str, *, rich: bool) -> str:
    """What is left for the eye of a run of Markdown, without its spaces."""
    parts = []
    for paragraph in markdown.split("\x00"):
        line = re.sub("[\x01-\x03]", "\n", paragraph)
        for token in (_article if rich else _comment).parseInline(line)[0].children or []:
            parts.append(token.content)
    return "".join("".join(parts).split())
