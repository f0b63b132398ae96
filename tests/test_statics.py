"""Static files are compressed once: packing them all takes longer than the rest of a start."""

from pathlib import Path
from typing import Any

import pytest
from whitenoise.compress import Compressor

from harmblog.statics import Once, Storage

TEXT = b"body { margin: 0; } " * 100


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "site.css"
    path.write_bytes(TEXT)
    Storage(location=tmp_path).create_compressor(quiet=True).compress(str(path))
    return path


def test_what_is_packed_already_is_not_packed_again(file: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(Compressor, "compress", lambda *_: pytest.fail("packed again"))
    assert Once(quiet=True).compress(str(file)) == [f"{file}.br", f"{file}.gz"]


@pytest.mark.parametrize("end", ["br", "gz"])
def test_half_a_file_is_packed_anew(file: Path, end: str) -> None:
    half = file.with_suffix(f".css.{end}")
    whole = half.read_bytes()
    half.write_bytes(whole[:10])
    Once(quiet=True).compress(str(file))
    assert half.read_bytes() == whole


def test_changed_file_is_packed_anew(file: Path) -> None:
    before = file.with_suffix(".css.gz").read_bytes()
    file.write_bytes(TEXT.replace(b"0", b"1"))
    Once(quiet=True).compress(str(file))
    assert file.with_suffix(".css.gz").read_bytes() != before
