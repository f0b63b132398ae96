"""Finds who wrote, in whatever form it leaks: three commenters' secrets in every encoding, and everybody's hashes.

A scan first looks for the beginnings of all needles at once, eight bytes as one number, so that a clean megabyte costs
a small fraction of a second.
"""

import base64
import codecs
import gzip
import hashlib
import html
import io
import ipaddress
import json
import quopri
import re
import sys
import uuid
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain
from typing import Any
from urllib.parse import quote

import brotli


@dataclass(frozen=True)
class Commenter:
    """Somebody whose secrets are found nowhere else."""

    address: str
    ip: str
    agent: str


# In mixed case, so that a form made of the lower-cased address differs from one made of the address itself.
COMMENTERS = (
    Commenter("Cnry-9F41c07be8d2463a@Canary.Example", "203.0.113.77", "UA-5b0e2f9c4d1a7e83"),
    Commenter("Cnry-0c6Ed81fa2973b54@Canary.Example", "203.0.113.142", "UA-c81d3a60f2b7954e"),
    Commenter("Cnry-b7D25e9034fc18a6@Kan\u00e4rien.Canary.Example", "203.0.113.209", "UA-27f6904bd8e1c35a"),
)
ADDRESS = COMMENTERS[0].address
DIGESTS = [name for name in hashlib.algorithms_available if not name.startswith("shake")]
BEGINNING = 8  # bytes of a needle that are looked for first, as one number ("Q"); none is shorter


def forms(address: str) -> dict[str, bytes]:
    """What to search for, by name: encodings of an address, its local part and what is unique in that, and hashes."""
    domain = address.partition("@")[2].encode("idna").decode()
    local = address.partition("@")[0]
    spellings = {address, f"{local}@{domain}", local, local.rpartition("-")[2]}
    found: dict[str, bytes] = {}
    for text in {t for t in spellings for t in (t, t.lower(), t.upper(), t.title())}:
        found |= {f"{name} of {text}": needle for name, needle in encodings(text)}
    for text in {t for t in (address, f"{local}@{domain}") for t in (t, t.lower(), t.upper())}:
        for spelling in (text, f" {text}", f"{text}\n"):
            found |= {f"{name} of {spelling!r}": needle for name, needle in hashes(spelling.encode())}
    return found


def forms_of(who: Commenter) -> dict[str, bytes]:
    """The same, and the IP and the user agent: as they are, encoded, hashed, and the IP's network and number."""
    found = forms(who.address)
    number = ipaddress.ip_address(who.ip)
    for text in (who.ip, who.agent, who.agent.rpartition("-")[2], who.agent.lower()):
        found |= {f"{name} of {text}": needle for name, needle in encodings(text)}
        found |= {f"{name} of {text}": needle for name, needle in hashes(text.encode())}
    network = who.ip.rpartition(".")[0]
    found |= {"network": f"{network}.".encode(), "number": str(int(number)).encode()}
    found |= {f"{name} of the IP, packed": needle for name, needle in hashes(number.packed)}
    return found


def encodings(text: str) -> Iterator[tuple[str, bytes]]:
    raw = text.encode()
    yield "raw", raw
    yield "reversed", text[::-1].encode()
    yield "rot13", codecs.encode(text, "rot13").encode()
    yield "UTF-16", text.encode("utf-16-le")
    yield "UTF-16, big end first", text.encode("utf-16-be")
    yield "Latin-1", text.encode("latin-1")
    yield "punycode", text.encode("punycode")
    yield "URL", quote(text, safe="").encode()
    yield "URL, each byte", b"".join(b"%%%02x" % byte for byte in raw)
    yield "HTML", html.escape(text).encode()
    yield "HTML, decimal", b"".join(b"&#%d;" % ord(c) for c in text)
    yield "HTML, hexadecimal", b"".join(b"&#x%x;" % ord(c) for c in text)
    yield "JSON", json.dumps(text)[1:-1].encode()
    yield "JSON, each character", b"".join(rb"\u%04x" % ord(c) for c in text)
    yield "quoted-printable", quopri.encodestring(raw)
    yield "quoted-printable, each byte", b"".join(b"=%02x" % byte for byte in raw)
    yield "hex", raw.hex().encode()
    yield "hex, with colons", raw.hex(":").encode()
    # What stands before and after shifts the groups; the characters at both ends then depend on the neighbours.
    for offset in range(3):
        yield f"base64 at {offset}", base64.b64encode(b"-" * offset + raw)[4:-4]
        yield f"URL-safe base64 at {offset}", base64.urlsafe_b64encode(b"-" * offset + raw)[4:-4]
    for offset in range(5):
        yield f"base32 at {offset}", base64.b32encode(b"-" * offset + raw)[8:-8].lower()


def hashes(raw: bytes) -> Iterator[tuple[str, bytes]]:
    for name, digest in _digests(raw):
        yield f"{name}, raw", digest
        yield f"{name}, hex", digest.hex()[:12].encode()  # a prefix is enough to confirm a guess
        yield f"{name}, UUID", str(uuid.UUID(bytes=digest[:16])).encode()
        yield f"{name}, base64", base64.b64encode(digest)[:16]
        yield f"{name}, URL-safe base64", base64.urlsafe_b64encode(digest)[:16]
        yield f"{name}, base32", base64.b32encode(digest)[:16].lower()


def _digests(raw: bytes) -> Iterator[tuple[str, bytes]]:
    for name in DIGESTS:
        with suppress(ValueError):  # OpenSSL was built without it
            yield name, hashlib.new(name, raw, usedforsecurity=False).digest()
    for size in (16, 20, 32):  # of BLAKE2 each length is another hash
        yield f"BLAKE2b, {size} bytes", hashlib.blake2b(raw, digest_size=size).digest()
    for shake in (hashlib.shake_128, hashlib.shake_256):
        yield shake().name, shake(raw).digest(32)


FORMS = {f"{who.address}: {name}": needle for who in COMMENTERS for name, needle in forms_of(who).items()}
BEGINNINGS: dict[int, list[str]] = defaultdict(list)
for _name, _needle in FORMS.items():
    BEGINNINGS[int.from_bytes(_needle[:BEGINNING].lower(), sys.byteorder)].append(_name)


# --- Scanning -------------------------------------------------------------------------------------------------------


def leaks(data: bytes) -> list[str]:
    """The names of the forms that `data` holds, or what is packed in it; capitals count as small letters."""
    return [name for piece in unpacked(data) for name in _leaks(piece)]


def _leaks(data: bytes) -> list[str]:
    small = data.lower()
    likely = [name for beginning in _beginnings(small) for name in BEGINNINGS[beginning]]
    return [name for name in likely if FORMS[name] in data or FORMS[name] in small]


def _beginnings(data: bytes) -> set[int]:
    """The numbers that begin at each byte are those at every eighth, from the first byte on, from the second, …"""
    shifted = (memoryview(data)[n : n + (len(data) - n) // BEGINNING * BEGINNING] for n in range(BEGINNING))
    return BEGINNINGS.keys() & chain.from_iterable(numbers.cast("Q") for numbers in shifted)


def assert_no_canary(data: bytes, where: str) -> None:
    found = leaks(data)
    assert not found, f"{where} holds who wrote: {', '.join(found[:9])}"


PACKED = re.compile(rb"\x1f\x8b\x08|x[\x01\x5e\x9c\xda]|PK\x03\x04|Content-Transfer-Encoding", re.IGNORECASE)


def unpacked(data: bytes, depth: int = 2) -> Iterator[bytes]:
    """The bytes themselves, and what is found packed in them: gzip, zlib, zip, Brotli, the folded lines of a mail."""
    yield data
    if depth:
        for inner in _inside(data):
            if inner:
                yield from unpacked(inner, depth - 1)


def _inside(data: bytes) -> Iterator[bytes]:
    with suppress(brotli.error):  # the one without a mark of its own: all of it, or none
        yield brotli.decompress(data)
    for found in PACKED.finditer(data):
        mark, rest = found[0], memoryview(data)[found.start() :]
        if mark == b"PK\x03\x04":
            with suppress(zipfile.BadZipFile, NotImplementedError), zipfile.ZipFile(io.BytesIO(rest)) as archive:
                yield b"\n".join(archive.read(name) for name in archive.namelist())
                return  # its members begin with the same mark
        elif mark[0] in b"\x1fx":
            with suppress(zlib.error):
                yield zlib.decompressobj(wbits=47).decompress(rest)
        else:
            yield re.sub(rb"=?\r?\n[ \t]?", b"", data)
            return


# --- Leaks to try it with, written without the code above, to prove it ------------------------------------------------

DISGUISES: dict[str, Callable[[str], Any]] = {
    "as it is": str,
    "in capitals": str.upper,
    "local part": lambda a: a.split("@")[0].lower(),
    "link": lambda a: f"mailto:{a.replace('@', '%40')}",
    "entities": lambda a: "".join(f"&#{ord(c)};" for c in a),
    "JSON": lambda a: json.dumps(a).replace("@", r"\u0040"),
    "reversed": lambda a: a[::-1],
    "rot13": lambda a: codecs.encode(a.lower(), "rot13"),
    "hex": lambda a: f"0x{a.encode().hex().upper()}",
    "quoted-printable": lambda a: "".join(f"={byte:02X}" for byte in a.encode()),
    "punycode": lambda a: f"{a.split('@')[0]}@{a.split('@')[1].encode('idna').decode()}",
    "base64": lambda a: base64.b64encode(f"user={a}&x=1".encode()).decode(),
    "base64, after one": lambda a: base64.b64encode(f"ouser={a}&x=1".encode()).decode(),
    "base64, after two": lambda a: base64.b64encode(f"oouser={a}&x=1".encode()).decode(),
    "base64, in lines": lambda a: f"Content-Transfer-Encoding: base64\n\n{base64.encodebytes(a.encode() * 9).decode()}",
    "base32": lambda a: base64.b32encode(f"to {a}".encode()).decode(),
    "words of an index": lambda a: " ".join(re.findall(r"\w+", a.lower())),
    "Gravatar, old": lambda a: hashlib.md5(a.strip().lower().encode()).hexdigest(),  # noqa: S324
    "Gravatar, new": lambda a: f"/avatar/{hashlib.sha256(a.lower().encode()).hexdigest().upper()}?d=identicon",
    "anchor": lambda a: hashlib.sha1(a.encode()).hexdigest()[:12],  # noqa: S324
    "SHA-224": lambda a: hashlib.sha224(a.encode()).hexdigest(),
    "SHA-384": lambda a: hashlib.sha384(a.encode()).hexdigest()[:12],
    "SHA-512": lambda a: base64.b64encode(hashlib.sha512(a.lower().encode()).digest()).decode(),
    "SHA3": lambda a: hashlib.sha3_256(a.lower().encode()).hexdigest(),
    "BLAKE2": lambda a: base64.urlsafe_b64encode(hashlib.blake2b(a.lower().encode()).digest()).decode(),
    "BLAKE2, short": lambda a: hashlib.blake2b(a.lower().encode(), digest_size=16).hexdigest(),
    "UUID": lambda a: uuid.UUID(bytes=hashlib.sha256(a.lower().encode()).digest()[:16]),
}


def _zipped(data: bytes) -> bytes:
    with zipfile.ZipFile(into := io.BytesIO(), "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("comments.csv", data)
    return into.getvalue()


WRAPPINGS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "gzip, after other bytes": lambda data: b"pickled\x80\x05" + gzip.compress(data) + b"more",
    "zlib": zlib.compress,
    "Brotli": brotli.compress,
    "zip": _zipped,
    "zip in gzip": lambda data: gzip.compress(_zipped(data)),
}
