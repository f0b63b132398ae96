"""The keys: made once, however many make them; readable where they must be, and nowhere else."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import serve

from comments import vault


def test_keys_made_by_many_at_once_fit_each_other(tmp_path: Path, settings: Any) -> None:
    settings.SEALING_PUBLIC_KEYS, settings.SEALING_PRIVATE_KEYS = tmp_path / "public", tmp_path / "private"
    with ThreadPoolExecutor(16) as pool:
        for made in [pool.submit(vault.make_keys, tmp_path / "public", tmp_path / "private") for _ in range(64)]:
            made.result()
    assert len(list((tmp_path / "public").iterdir())) == vault.MONTHS_AHEAD
    for month in vault.openable_months():
        for other in (tmp_path / "public").glob("*.pub"):
            other.rename(other.with_suffix(".aside" if other.stem != month else ".pub"))
        sealed = vault.seal("rita@example.org", bound_to="row")
        assert (sealed.month, vault.open_sealed(sealed, bound_to="row")) == (month, "rita@example.org")
        for aside in (tmp_path / "public").glob("*.aside"):
            aside.rename(aside.with_suffix(".pub"))


def test_making_keys_again_changes_none(keys: Path) -> None:
    before = {file: file.read_bytes() for file in keys.rglob("*.*")}
    vault.make_keys(keys / "public", keys / "private")
    assert {file: file.read_bytes() for file in keys.rglob("*.*")} == before


@pytest.mark.flaw("file permissions")
def test_private_keys_are_for_their_owner_only(keys: Path) -> None:
    for file in (keys / "private", *(keys / "private").iterdir()):
        assert file.stat().st_mode & 0o077 == 0


def test_public_key_that_cannot_be_read_does_not_lose_a_comment(tmp_path: Path, settings: Any) -> None:
    settings.SEALING_PUBLIC_KEYS = tmp_path / "public"
    vault.make_keys(tmp_path / "public", tmp_path / "private")
    newest_begun = min((tmp_path / "public").iterdir())
    newest_begun.unlink()
    newest_begun.mkdir()  # unreadable as a file, for root too
    assert vault.seal("rita@example.org", bound_to="row").month > newest_begun.stem


@pytest.mark.asvs("V16.5.3")
def test_no_public_key_at_all_fails_loudly(tmp_path: Path, settings: Any) -> None:
    settings.SEALING_PUBLIC_KEYS = tmp_path
    with pytest.raises(vault.VaultClosed, match="Make some with"):
        vault.seal("rita@example.org", bound_to="row")


def test_private_keys_that_are_named_are_taken_from_what_every_program_is_told() -> None:
    env = {"SEALING_PUBLIC_KEYS": "/keys/public", "SEALING_PRIVATE_KEYS": "/keys/private"}
    assert serve.take_private_keys(env) == "/keys/private"
    assert env == {"SEALING_PUBLIC_KEYS": "/keys/public"}
