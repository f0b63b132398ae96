"""Receipts: the commenter's private link, and six words to note down instead.

Both are derived from the site's key and the comment's id, so that a repeated post gets the same answer; the database
keeps only hashes, so that a stolen database opens no receipt. Whoever has either has power over the comment.
"""

import hashlib
import hmac
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from .models import Comment

SECRET_LENGTH = 32  # hex digits
WORDS = tuple(Path(__file__).with_name("words.txt").read_text(encoding="ascii").split())  # 1,024: ten bits each
HOW_MANY = 6  # 60 bits, and a search for them is throttled


def give(comment: Comment) -> None:
    """Let a new comment have its receipt: sets the hashes that are kept."""
    comment.receipt_hash = hash_secret(secret_of(comment))
    comment.words_hash = _hash_words(_words(comment, settings.SECRET_KEY), settings.SECRET_KEY)


def secret_of(comment: Comment) -> str:
    """The secret part of a receipt's address, by the key under which it was given."""
    for key in _keys():
        secret = keyed_hash("receipt", comment.public_id, key=key)[:SECRET_LENGTH]
        if comment.receipt_hash in (None, hash_secret(secret)):
            return secret
    raise LookupError("This receipt was given under a key that is no longer known")


def hash_secret(secret: str) -> str:
    """What is kept of a receipt's secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def find(secret: str) -> Comment | None:
    """The comment of a receipt, if there is one."""
    return Comment.objects.select_related("article").filter(receipt_hash=hash_secret(secret)).first()


def words_of(comment: Comment) -> str:
    """The six words, by the key under which they were given; empty for a comment that has none."""
    for key in _keys():
        words = _words(comment, key)
        if comment.words_hash == _hash_words(words, key):
            return " ".join(words)
    return ""


def find_by_words(typed: str) -> Comment | None:
    """The comment of six words, however they were typed: capitals, commas, lines and hyphens do not count."""
    words = re.findall("[a-z]+", unicodedata.normalize("NFKC", typed).casefold())
    if len(words) != HOW_MANY:
        return None
    hashes = [_hash_words(words, key) for key in _keys()]
    return Comment.objects.select_related("article").filter(words_hash__in=hashes).first()


def _words(comment: Comment, key: str) -> list[str]:
    number = int(keyed_hash("words", comment.public_id, key=key), 16)
    return [WORDS[number >> 10 * place & 1023] for place in range(HOW_MANY)]


def _hash_words(words: list[str], key: str) -> str:
    return keyed_hash("six words", *words, key=key)


def keyed_hash(purpose: str, *parts: str, key: str = "") -> str:
    """HMAC-SHA-256 under the site's key (or `key`), 64 hex digits: what cannot be guessed without it."""
    message = "\0".join(["harmblog", purpose, *parts]).encode()
    return hmac.new((key or settings.SECRET_KEY).encode(), message, hashlib.sha256).hexdigest()


def keyed_hashes(purpose: str, *parts: str) -> set[str]:
    """The same under each key that the site has, or had."""
    return {keyed_hash(purpose, *parts, key=key) for key in _keys()}


def _keys() -> Iterator[str]:
    """The site's key, then those it had before."""
    yield settings.SECRET_KEY
    yield from settings.SECRET_KEY_FALLBACKS
