"""Addresses of coins: whoever writes one wants to be paid. Bitcoin's carry a checksum, which is looked at."""

import hashlib
import re
from collections.abc import Iterator
from itertools import islice

BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
MOST = 50  # looked at in one text

_OLD = re.compile(rf"(?<![\w])[13][{BASE58}]{{25,34}}(?!\w)")
_NEW = re.compile(rf"(?<!\w)(?:bc1[{BECH32}]{{11,71}}|BC1[{BECH32.upper()}]{{11,71}})(?!\w)")
_ETHEREUM = re.compile(r"(?<!\w)0x[0-9a-fA-F]{40}(?!\w)")
_MONERO = re.compile(rf"(?<!\w)[48][{BASE58}]{{94}}(?:[{BASE58}]{{11}})?(?!\w)")
_LITECOIN = re.compile(rf"(?<!\w)ltc1[{BECH32}]{{20,60}}(?!\w)")


def addresses(text: str) -> Iterator[tuple[int, int]]:
    """Where they are, in a text with its capitals."""
    for pattern, holds in (
        (_OLD, _is_base58),
        (_NEW, _is_bech32),
        (_ETHEREUM, None),
        (_MONERO, None),
        (_LITECOIN, None),
    ):
        for match in islice(pattern.finditer(text), MOST):
            if holds is None or holds(match[0]):
                yield match.span()


def _is_base58(address: str) -> bool:
    number = 0
    for sign in address:
        number = number * 58 + BASE58.index(sign)
    if number.bit_length() > 25 * 8:
        return False
    body = number.to_bytes(25, "big")
    return hashlib.sha256(hashlib.sha256(body[:21]).digest()).digest()[:4] == body[21:]


def _is_bech32(address: str) -> bool:
    """By the checksum of BIP 173 or BIP 350."""
    check = 1
    for value in (3, 3, 0, 2, 3, *(BECH32.index(sign) for sign in address.lower()[3:])):
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for bit, part in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            check ^= part if top >> bit & 1 else 0
    return check in (1, 0x2BC830A3)
