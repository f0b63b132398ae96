"""Seals, opens and fingerprints addresses. The only file that touches keys.

HPKE (RFC 9180: X25519, HKDF-SHA256, ChaCha20-Poly1305), one key pair a month, each ciphertext bound to its comment.
The web process has public keys only: it can seal and never open. Destroying a month's private key shreds that
month's addresses everywhere, backups included.

Make keys with `python -m comments.vault FOLDER`: FOLDER/public for every process, FOLDER/private for the worker.
"""

import argparse
import base64
import binascii
import datetime as dt
import hashlib
import hmac
import logging
import os
import secrets
import unicodedata
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from django.conf import settings

logger = logging.getLogger(__name__)
SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
FINGERPRINT_KEY = "fingerprint.key"
MONTHS_AHEAD = 3  # so that a month begins with its key in place even while no worker runs


class VaultClosed(Exception):
    """Opening was tried where no private key is, or where it was destroyed. Only the worker opens."""


class Forged(Exception):
    """A ciphertext does not belong to this row, or was changed."""


@dataclass(frozen=True, slots=True, repr=False)
class Sealed:
    """What was sealed, and the month of its key. Prints as `<sealed>`, whatever prints it."""

    month: str
    ciphertext: bytes

    def __repr__(self) -> str:
        return "<sealed>"

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return format(repr(self), spec)


def seal(address: str, *, bound_to: str) -> Sealed:
    """Seal an address for one row. Needs public keys only; raises VaultClosed when there is none."""
    return seal_all([(address, bound_to)])[0]


def seal_all(addresses: Iterable[tuple[str, str]]) -> list[Sealed]:
    """Seal many addresses, each with what it is bound to, with one look for the key."""
    month, key = _sealing_key()
    return [Sealed(month, SUITE.encrypt(a.encode(), key, _info(month, bound_to))) for a, bound_to in addresses]


def seal_original(original: str, *, bound_to: str) -> Sealed:
    """Seal what stood in a comment before words were removed. Like an address, and never to be taken for one."""
    month, key = _sealing_key()
    return Sealed(month, SUITE.encrypt(original.encode(), key, _info(month, bound_to, purpose="original")))


def _sealing_key() -> tuple[str, X25519PublicKey]:
    months = [path.stem for path in settings.SEALING_PUBLIC_KEYS.glob("*.pub")]
    this_month = _month(dt.datetime.now(dt.UTC).date())
    # The newest that has begun; then the older ones, in case a new file cannot be read yet; then those to come.
    for month in sorted(months, key=lambda month: (month <= this_month, month), reverse=True):
        try:
            raw = (settings.SEALING_PUBLIC_KEYS / f"{month}.pub").read_bytes()
            return month, X25519PublicKey.from_public_bytes(raw)
        except (OSError, ValueError) as error:
            logger.error("The public sealing key of %s cannot be read: %s", month, type(error).__name__)
    raise VaultClosed("No public sealing key can be read. Make some with: python -m comments.vault FOLDER")


def open_sealed(sealed: Sealed, *, bound_to: str) -> str:
    """The address in a sealed row. Worker only: raises VaultClosed without the month's private key, Forged when the
    ciphertext is another row's.
    """
    return _open(sealed, _info(sealed.month, bound_to))


def open_original(sealed: Sealed, *, bound_to: str) -> str:
    """What stood in a comment before words were removed. Worker only, like an address."""
    return _open(sealed, _info(sealed.month, bound_to, purpose="original"))


def _open(sealed: Sealed, info: bytes) -> str:
    key = _opening_key(sealed.month)
    try:
        return SUITE.decrypt(sealed.ciphertext, key, info).decode()
    except (InvalidTag, UnicodeDecodeError):
        raise Forged("What is sealed does not belong to its row") from None


def _opening_key(month: str) -> X25519PrivateKey:
    """The private key of a month. One that does not fit the public key beside it opens nothing, and is not to blame on
    what was sealed: raises VaultClosed, as if it were missing, so that all waits until the right one is back.
    """
    raw = _private(f"{month}.key")
    with suppress(ValueError, FileNotFoundError):
        key = X25519PrivateKey.from_private_bytes(raw)
        public = settings.SEALING_PUBLIC_KEYS / f"{month}.pub"
        if not public.exists() or public.read_bytes() == key.public_key().public_bytes_raw():
            return key
    raise VaultClosed(f"The private key of {month} is not the one whose public key is used")


def one_time_key() -> tuple[str, bytes]:
    """A key pair for one answer: the private half as text, which only a browser keeps, and the public half."""
    key = X25519PrivateKey.generate()
    private = base64.urlsafe_b64encode(key.private_bytes_raw()).decode().rstrip("=")
    return private, key.public_key().public_bytes_raw()


def seal_answer(text: str, public_key: bytes, *, bound_to: str) -> bytes:
    """Seal what was opened for the one browser that asked. Raises Forged for what is no public key."""
    try:
        key = X25519PublicKey.from_public_bytes(public_key)
        return SUITE.encrypt(text.encode(), key, _answer_info(bound_to))
    except ValueError:
        raise Forged("The key of a request is none") from None


def open_answer(answer: bytes, private_key: str, *, bound_to: str) -> str:
    """What was sealed for the browser that has this key. Raises Forged for every other key, and for nonsense."""
    try:
        raw = base64.b64decode(private_key + "=" * (-len(private_key) % 4), altchars=b"-_", validate=True)
        return SUITE.decrypt(answer, X25519PrivateKey.from_private_bytes(raw), _answer_info(bound_to)).decode()
    except (InvalidTag, binascii.Error, ValueError):
        raise Forged("This answer was sealed for another key") from None


def openable_months() -> list[str]:
    """The months whose addresses this process can open; none outside the worker."""
    folder = settings.SEALING_PRIVATE_KEYS
    return sorted(path.stem for path in folder.glob("????-??.key") if _fits(path.stem)) if folder else []


def _fits(month: str) -> bool:
    try:
        return bool(_opening_key(month))
    except VaultClosed:
        return False


def fingerprint(address: str) -> str:
    """A keyed hash by which the worker recognises an address it has seen: 64 hex digits. Worker only."""
    return hmac.new(_private(FINGERPRINT_KEY), canonical(address).encode(), hashlib.sha256).hexdigest()


def canonical(address: str) -> str:
    """One spelling for an address: trimmed, NFC, casefolded, the domain in IDNA. Dots and plus signs stay, because
    folding them would merge people.
    """
    local, _, domain = unicodedata.normalize("NFC", address.strip()).casefold().rpartition("@")
    with suppress(UnicodeError):  # not a name that IDNA knows: its casefolded form serves as well
        domain = domain.encode("idna").decode()
    return f"{unicodedata.normalize('NFC', local)}@{domain}"


def private_folder() -> Path:
    """Where the worker's keys are; raises VaultClosed in any other process."""
    if settings.SEALING_PRIVATE_KEYS is None:
        raise VaultClosed("SEALING_PRIVATE_KEYS is not set in this process: only the worker opens addresses")
    return settings.SEALING_PRIVATE_KEYS


def make_keys(public: Path, private: Path) -> None:
    """Make the keys of this month and the next few, and the fingerprint key, where they are missing.

    Any number of processes may do so at once on one private folder: the first to make a private key wins, and every
    public key is computed from the private one on disk.
    """
    private.mkdir(mode=0o700, parents=True, exist_ok=True)
    public.mkdir(mode=0o755, parents=True, exist_ok=True)
    _make(private / FINGERPRINT_KEY, secrets.token_bytes(32), mode=0o600)
    day = dt.datetime.now(dt.UTC).date().replace(day=1)
    for _ in range(MONTHS_AHEAD):
        month = _month(day)
        if not (public / f"{month}.pub").exists():
            _make(private / f"{month}.key", X25519PrivateKey.generate().private_bytes_raw(), mode=0o600)
            key = X25519PrivateKey.from_private_bytes((private / f"{month}.key").read_bytes())
            _make(public / f"{month}.pub", key.public_key().public_bytes_raw(), mode=0o644)
        day = (day + dt.timedelta(days=32)).replace(day=1)


def _month(day: dt.date) -> str:
    return f"{day:%Y-%m}"


def _info(month: str, bound_to: str, *, purpose: str = "contact") -> bytes:
    return f"harmblog/{purpose}/v1|{month}|{bound_to}".encode()


def _answer_info(bound_to: str) -> bytes:
    return f"harmblog/reveal/v1|{bound_to}".encode()


def _private(name: str) -> bytes:
    try:
        return (private_folder() / name).read_bytes()
    except FileNotFoundError:
        raise VaultClosed(f"The private key {name} is missing or was destroyed") from None


def _make(path: Path, content: bytes, *, mode: int) -> None:
    """A key file that appears whole or not at all. One that is there already is never replaced."""
    if path.exists():
        return
    partial = path.with_suffix(f".{secrets.token_hex(8)}")
    try:
        with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(partial, path)
    finally:
        partial.unlink(missing_ok=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Make sealing keys; those that exist are kept.")
    parser.add_argument("folder", type=Path, help="gets public/ (for every process) and private/ (for the worker)")
    folder = parser.parse_args().folder
    make_keys(folder / "public", folder / "private")
    print(f"Keys are in {folder}/public and {folder}/private.")
