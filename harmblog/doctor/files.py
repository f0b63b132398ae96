"""What lies on the disk: keys, the database, the files that the worker keeps, and how much room there is."""

import datetime as dt
import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from comments import vault
from comments.models import Contact

from .finding import Finding

FULL, NEARLY_FULL = 0.03, 0.10  # of a disk that is free
Findings = Iterator[Finding]


def the_public_keys() -> Findings:
    months = {path.stem for path in settings.SEALING_PUBLIC_KEYS.glob("*.pub")}
    this_month = f"{dt.datetime.now(dt.UTC):%Y-%m}"
    if not months:
        yield Finding.wrong(
            f"There is no key in {settings.SEALING_PUBLIC_KEYS}: no comment with an address can be taken. Make some: "
            "python -m comments.vault FOLDER"
        )
    elif this_month not in months:
        yield Finding.wrong(
            f"There is no public key of {this_month}: addresses are sealed with an older one. The worker makes the "
            "next three months' keys; copy them to each web machine, or look why it did not."
        )
    for path in settings.SEALING_PUBLIC_KEYS.glob("*.pub"):
        if _writable_by_others(path):
            yield Finding.wrong(f"Others may write {path}, and put in a key of their own: chmod go-w {path}")


def the_private_keys() -> Findings:
    """Where they are given, as to the worker."""
    folder: Path | None = settings.SEALING_PRIVATE_KEYS
    if folder is None:
        yield Finding.look(
            "The private keys were not looked at, as it should be in a web process. Run doctor as the worker runs, "
            "with SEALING_PRIVATE_KEYS, to have them looked at too."
        )
        return
    for path in [folder, *folder.glob("*.key")]:
        if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077:
            yield Finding.wrong(f"Others may read {path}, which opens addresses: chmod go= {path}")
    if not (folder / vault.FINGERPRINT_KEY).exists():
        yield Finding.wrong(
            f"{folder / vault.FINGERPRINT_KEY} is missing: nobody is recognised again. Bring it back from your copy; a "
            "new one knows nobody."
        )
    sealed = Contact.objects.filter(sealed__isnull=False).values_list("month", flat=True).distinct()
    for month in sorted(set(sealed) - set(vault.openable_months())):
        yield Finding.wrong(
            f"The private key of {month} is gone, and addresses are sealed with it: they cannot be opened any more. If "
            "you destroyed it, that is what you wanted; else bring it back from your copy."
        )
    public = {path.stem for path in settings.SEALING_PUBLIC_KEYS.glob("*.pub")}
    for month in sorted(public - set(vault.openable_months())):
        if month >= f"{dt.datetime.now(dt.UTC):%Y-%m}":
            yield Finding.wrong(
                f"There is a public key of {month} and no private one: what is sealed with it can never be opened. "
                f"Move {settings.SEALING_PUBLIC_KEYS / month}.pub away, and the worker makes a pair."
            )


def the_folder_of_the_site() -> Findings:
    folder: Path = settings.VAR_DIR
    if not folder.is_dir():
        yield Finding.wrong(f"VAR_DIR is {folder}, which is no folder.")
        return
    database = settings.DATABASES["default"]
    private = [folder / "secret_key", settings.ERASURE_JOURNAL, settings.LOG_ANCHOR]
    if database["ENGINE"].endswith("sqlite3"):
        private += [Path(f"{database['NAME']}{end}") for end in ("", "-wal", "-shm")]
    for path in private:
        if path.exists() and _open_to_others(path):
            yield Finding.wrong(f"Anybody on this machine may read {path}: chmod o= {path}")


def what_the_worker_writes() -> Findings:
    if settings.SEALING_PRIVATE_KEYS is None:
        return
    for name, path in (("ERASURE_JOURNAL", settings.ERASURE_JOURNAL), ("LOG_ANCHOR", settings.LOG_ANCHOR)):
        if not os.access(path if path.exists() else path.parent, os.W_OK):
            yield Finding.wrong(
                f"{name} cannot be written: {path}. Without it "
                + (
                    "a restored backup brings back what was erased."
                    if name == "ERASURE_JOURNAL"
                    else "nobody notices that the end of the log was cut off."
                )
            )


def the_room_on_the_disk() -> Findings:
    for folder in {settings.VAR_DIR, settings.MEDIA_ROOT if settings.MEDIA_ROOT.exists() else settings.VAR_DIR}:
        usage = shutil.disk_usage(folder)
        free, left = usage.free / usage.total, f"{usage.free / 2**30:.1f} GiB are free where {folder} is"
        if free < FULL:
            yield Finding.wrong(f"The disk is full but for {free:.0%}: {left}. Comments will be refused soon.")
        elif free < NEARLY_FULL:
            yield Finding.look(f"The disk is nearly full: {left}.")


def the_static_files() -> Findings:
    if not settings.DEBUG and not (settings.STATIC_ROOT / "staticfiles.json").exists():
        yield Finding.wrong("The static files are not collected: manage.py collectstatic --noinput")


def _open_to_others(path: Path) -> bool:
    """Whether others may read the file, and each folder above lets them through."""
    return bool(path.stat().st_mode & stat.S_IROTH) and all(
        folder.stat().st_mode & stat.S_IXOTH for folder in path.absolute().parents
    )


def _writable_by_others(path: Path) -> bool:
    return bool(path.stat().st_mode & (stat.S_IWGRP | stat.S_IWOTH))


LOOKS = (
    the_public_keys,
    the_private_keys,
    the_folder_of_the_site,
    what_the_worker_writes,
    the_room_on_the_disk,
    the_static_files,
)
