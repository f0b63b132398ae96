"""Makes a backup: the rows as they were at one moment, whoever writes meanwhile, and the images that they name."""

import hashlib
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from articles.images import file_names
from articles.models import Image
from harmblog import VERSION

from . import Refused
from .manifest import NAME, File, Manifest, Rows
from .sealing import PIECE, SEAL, written_whole
from .tables import Table, names, tables

EVERY = 100_000  # rows between two words of how far it came
Say = Callable[[str], None]


def make(path: Path, *, replace: bool, say: Say) -> Manifest:
    """Write a backup, all of it or none."""
    for served in (settings.MEDIA_ROOT, settings.STATIC_ROOT):
        if path.resolve().is_relative_to(Path(served).resolve()):
            raise Refused(f"What is in {served} is shown to everybody: a backup holds what nobody may read.")
    with written_whole(path, replace=replace) as file, ZipFile(file, "w", ZIP_DEFLATED, compresslevel=3) as archive:
        archive.comment = bytes(SEAL)
        with one_moment():
            manifest = _begun()
            for table in tables():
                manifest.rows.append(_write_rows(archive, table, say))
            images = _images()
        for name in images:
            _write_image(archive, name, manifest)
        with archive.open(_member(NAME, compressed=True), "w") as member:
            member.write(manifest.written().encode())
    return manifest


@contextmanager
def one_moment() -> Iterator[None]:
    """Whatever is read in here is as it was at one moment. Nobody waits for it."""
    if connection.vendor == "sqlite":
        # Not Django's transaction, which would keep all others from writing.
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")
    else:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield


def _begun() -> Manifest:
    made_at = timezone.now()
    migrations = sorted(MigrationRecorder(connection).applied_migrations())
    if not migrations:
        raise Refused("There is nothing in this database to back up: not even tables.")
    version = ".".join(map(str, connection.get_database_version()))
    return Manifest(
        made_at=made_at.isoformat(timespec="seconds"),
        version=VERSION,
        site=settings.SITE_URL,
        database=f"{connection.vendor} {version}",
        migrations=migrations,
        log=_log(),
    )


def _log() -> tuple[int, str]:
    with connection.cursor() as cursor:
        if "comments_loghead" not in names():
            return 0, ""
        cursor.execute("SELECT number, mac FROM comments_loghead")
        return cursor.fetchone() or (0, "")


def _member(name: str, *, compressed: bool) -> ZipInfo:
    info = ZipInfo(name, time.gmtime()[:6])
    info.compress_type = ZIP_DEFLATED if compressed else ZIP_STORED
    info.external_attr = 0o600 << 16
    return info


def _write_rows(archive: ZipFile, table: Table, say: Say) -> Rows:
    number, digest = 0, hashlib.sha256()
    info = _member(Rows(table, 0, "").member, compressed=True)
    with archive.open(info, "w", force_zip64=True) as member:
        for rows, data in table.chunks():
            digest.update(data)
            member.write(data)
            if (number + rows) // EVERY > number // EVERY:
                say(f"… {number + rows:,} rows of {table.name}")
            number += rows
    return Rows(table, number, digest.hexdigest())


# --- Images -----------------------------------------------------------------------------------------------------------


def _images() -> list[str]:
    """The names of all images' files, as the storage knows them."""
    with connection.cursor() as cursor:
        if "articles_image" not in names():
            return []
        cursor.execute("SELECT DISTINCT name, widths FROM articles_image")
        found = [Image(name=name, widths=widths) for name, widths in cursor.fetchall()]
    return sorted({file for image in found for file in file_names(image).values()})


def _write_image(archive: ZipFile, name: str, manifest: Manifest) -> None:
    """An image that was deleted since is noted as missing: its row is in the backup."""
    try:
        image = default_storage.open(name)
    except FileNotFoundError:
        manifest.missing.append(name)
        return
    size, digest = 0, hashlib.sha256()
    with image, archive.open(_member(name, compressed=False), "w", force_zip64=True) as member:
        for piece in image.chunks(PIECE):
            size += len(piece)
            digest.update(piece)
            member.write(piece)
    manifest.files.append(File(name, size, digest.hexdigest()))
