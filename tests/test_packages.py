"""What is installed is known: locked by hash, with a reason and a licence that we may use, and written down."""

import re
from pathlib import Path

import packages
import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
LOCKS = sorted(packages.WANTED.items())


@pytest.mark.parametrize(("lock", "requirements"), LOCKS)
def test_lock_has_what_is_wanted_and_what_that_needs_and_no_more(lock: str, requirements: str) -> None:
    found, wanted = packages.locked(lock), packages.wanted(requirements)
    assert len(wanted) > 1
    assert {name: version for name, (version, _) in wanted.items()}.items() <= {
        n: f[0] for n, f in found.items()
    }.items()
    for name, (_, _, wanted_by) in found.items():
        askers = {by.removeprefix("-r ") for by in wanted_by}
        assert askers, name
        assert askers <= found.keys() | set(packages.WANTED.values()), name


def test_tests_run_with_the_versions_of_the_site() -> None:
    running, testing = (packages.locked(lock) for lock in ("requirements.lock", "requirements-dev.lock"))
    assert {name: testing[name][:2] for name in running} == {name: found[:2] for name, found in running.items()}


@pytest.mark.asvs("V15.2.4")
@pytest.mark.parametrize(("lock", "requirements"), LOCKS)
def test_nothing_is_installed_without_a_hash_or_from_its_source(lock: str, requirements: str) -> None:
    text = (ROOT / lock).read_text()
    assert [name for name, (_, hashes, _) in packages.locked(lock).items() if not hashes] == []
    assert [line for line in text.splitlines() if line.startswith("--")] == ["--only-binary :all:"]
    assert "://" not in text + (ROOT / requirements).read_text()


@pytest.mark.asvs("V15.2.4")
@pytest.mark.parametrize("file", ["Makefile", "deploy/Containerfile", "docs/deploy.md"])
def test_whoever_installs_asks_for_hashes(file: str) -> None:
    """A name that somebody else took, or a file that was exchanged, is refused."""
    text = (ROOT / file).read_text()
    installs = re.findall(r"pip install.*|PIP := .*", text)
    assert installs
    assert [line for line in installs if "--require-hashes" not in line] == []
    assert not re.search(r"-r requirements\S*\.txt", text)


def test_every_package_that_is_asked_for_has_its_reason() -> None:
    assert [name for name, reason in packages.reasons().items() if not reason] == []


def test_every_licence_is_one_that_we_may_use() -> None:
    assert {
        p.name: packages.licence(p.name) for p in packages.packages() if not packages.allowed(packages.licence(p.name))
    } == {}
    assert not packages.allowed("MIT AND GPL-3.0-only")
    assert not packages.allowed("unknown")


@pytest.mark.parametrize("file", sorted(packages.MADE))
def test_what_is_written_down_is_what_is_locked(file: str) -> None:
    assert (ROOT / file).read_text() == packages.MADE[file](), "make packages"
