"""Who sent a form, as far as it can be believed, and that nothing of it comes through the door."""

from typing import Any

import pytest
from django.test import RequestFactory

from harmblog import block, security


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("203.0.113.5", "203.0.113.5", True),
        ("203.0.113.5", "203.0.113.6", False),
        ("203.0.113.5", "::ffff:203.0.113.5", True),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
    ],
)
def test_block_is_an_address_or_half_a_long_one(one: str, other: str, same: bool) -> None:
    assert (block.of({"REMOTE_ADDR": one}) == block.of({"REMOTE_ADDR": other})) is same


@pytest.mark.parametrize("address", ["", "unknown", "203.0.113", "203.0.113.5:80", "1" * 9999])
def test_what_is_no_address_is_no_block(address: str) -> None:
    assert block.of({"REMOTE_ADDR": address}) == ""


CAME = "198.51.100.7"


@pytest.mark.asvs("V15.3.4")
@pytest.mark.parametrize(
    ("hops", "told", "believed"),
    [
        (0, "203.0.113.1", CAME),
        (1, "203.0.113.1", "203.0.113.1"),
        (1, "192.0.2.66, 203.0.113.1", "203.0.113.1"),  # the first was written by whoever came
        (2, "192.0.2.66, 203.0.113.1,198.51.100.1", "203.0.113.1"),
        (2, "203.0.113.1", CAME),  # past one of the proxies
        (1, None, CAME),
        (1, "", CAME),
        (1, "203.0.113.1, unknown", CAME),
        (1, "203.0.113.1,", CAME),
        (-1, "203.0.113.1", CAME),
    ],
)
def test_only_our_own_proxies_are_believed(settings: Any, hops: int, told: str | None, believed: str) -> None:
    settings.PROXY_HOPS = hops
    meta = {"REMOTE_ADDR": CAME} | ({} if told is None else {"HTTP_X_FORWARDED_FOR": told})
    assert block.address(meta) == believed


def test_nothing_of_the_address_comes_through_the_door() -> None:
    seen = []
    door = security.forget_the_reader(lambda request: seen.append(request) or security.HttpResponse())  # type: ignore[func-returns-value]
    for request in (RequestFactory().post("/", REMOTE_ADDR=CAME), RequestFactory().get("/", REMOTE_ADDR=CAME)):
        door(request)
    written, read = seen
    assert written.block == block.of({"REMOTE_ADDR": CAME})
    assert len(written.block) == 64
    assert read.block == ""
    assert CAME not in str(written.META)
