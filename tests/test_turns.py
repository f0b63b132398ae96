"""While the database fails, readers keep threads of their own, and the first success lets everybody write again."""

import threading
from contextlib import ExitStack
from pathlib import Path

import pytest
from django.db import DatabaseError, IntegrityError, OperationalError

from harmblog.databases import PRIMARY, databases
from harmblog.turns import Busy, Turns


def fails(turns: Turns) -> None:
    with pytest.raises(OperationalError, match="locked"), turns.turn():
        raise OperationalError("locked")


def test_who_comes_while_others_have_waited_for_long_is_refused_at_once() -> None:
    now = [100.0]
    turns = Turns(2, 2.0, clock=lambda: now[0])
    with ExitStack() as others:
        for _ in range(2):
            others.enter_context(turns.turn())
        now[0] += 2
        with pytest.raises(Busy), turns.turn():
            pass
    with turns.turn():
        pass


def test_who_comes_while_others_write_waits_for_their_end() -> None:
    turns = Turns(1, 30.0)
    done = threading.Event()

    def write() -> None:
        with turns.turn():
            done.set()

    with turns.turn():
        thread = threading.Thread(target=write)
        thread.start()
        assert not done.wait(0.05)
    thread.join(20)
    assert done.is_set()


def test_database_that_breaks_off_has_failed_and_one_that_refuses_a_row_has_not() -> None:
    turns = Turns(2, 2.0)
    with pytest.raises(OperationalError), turns.turn():
        raise DatabaseError
    with turns.turn(), pytest.raises(Busy), turns.turn():
        pass
    with pytest.raises(IntegrityError), turns.turn():
        raise IntegrityError
    with turns.turn(), turns.turn():
        pass


def test_after_a_failure_one_tries_and_a_success_lets_all_in() -> None:
    turns = Turns(2, 2.0)
    fails(turns)
    with turns.turn(), pytest.raises(Busy), turns.turn():
        pass
    with turns.turn(), turns.turn():
        pass
    fails(turns)
    fails(turns)


def test_postgresql_too_lets_nobody_wait_without_end(tmp_path: Path) -> None:
    assert databases("postgres://one/name", "", tmp_path)[PRIMARY]["OPTIONS"]["options"] == "-c lock_timeout=10s"
