"""What is away is asked by one now and then, and by nobody else."""

from harmblog.patience import PAUSE, Patience


def test_one_asks_again_after_a_pause_and_the_others_wait_for_it() -> None:
    now = [100.0]
    patience = Patience(clock=lambda: now[0])
    assert [patience.may_ask() for _ in range(3)] == [True] * 3
    patience.failed()
    assert not patience.may_ask()
    now[0] += PAUSE
    assert [patience.may_ask() for _ in range(3)] == [True, False, False]
    patience.failed()
    now[0] += PAUSE
    assert patience.may_ask()
    patience.answered()
    assert [patience.may_ask() for _ in range(3)] == [True] * 3
