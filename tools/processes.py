"""Starts and stops the programs that tools/ looks after, and leaves none behind.

Every program runs in a session of its own: Ctrl-C in the terminal reaches only the tool,
which then stops its programs in order, once each.  Should the tool itself be killed, Linux
sends its programs the signal that ends them.

Nothing but Python's standard library; Linux, and macOS without that last promise.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

PR_SET_PDEATHSIG = 1  # from Linux's <sys/prctl.h>
STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


class Signals:
    """Notes the signals that ask us to stop, and never interrupts what is running.

    An exception thrown out of a signal handler could hit between the birth of a process and
    the line that remembers it, and so leave it behind.
    """

    def __init__(self) -> None:
        self.received: int | None = None
        self._awake, wake = os.pipe()
        os.set_blocking(self._awake, False)
        os.set_blocking(wake, False)
        signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
        for number in STOP_SIGNALS:
            signal.signal(number, self._note)
        # Without a handler, the end of a child would not end wait().
        signal.signal(signal.SIGCHLD, lambda number, frame: None)

    def _note(self, number: int, frame: object) -> None:
        self.received = self.received or number

    def wait(self, seconds: float) -> None:
        """Sleep until a signal arrives or a child ends, at most so many seconds."""
        if select.select([self._awake], [], [], max(0.0, seconds))[0]:
            with contextlib.suppress(BlockingIOError):
                os.read(self._awake, 4096)


class Program:
    """One running program, with everything it starts.

    stop_signal: what asks it to end; options: as for subprocess.Popen.
    """

    def __init__(self, argv: Sequence[str | os.PathLike[str]], *, stop_signal: int = signal.SIGTERM, **options: Any):
        self.stop_signal = stop_signal
        self.born = time.monotonic()
        options = {"stdin": subprocess.DEVNULL, "preexec_fn": _die_with_parent(stop_signal), **options}
        self._popen = subprocess.Popen(argv, start_new_session=True, **options)

    def ended(self) -> bool:
        """Whether it has ended; what it left running is then ended, too."""
        if self._popen.returncode is None and self._popen.poll() is not None:
            self._kill_group()
        return self._popen.returncode is not None

    @property
    def pid(self) -> int:
        return self._popen.pid

    @property
    def exit_code(self) -> int | None:
        """As in subprocess: negative for a signal, None while it runs."""
        return self._popen.returncode

    def ask_to_stop(self) -> None:
        if not self.ended():
            self._popen.send_signal(self.stop_signal)

    def kill(self) -> None:
        if not self.ended():
            self._kill_group()
            self._popen.wait()

    def _kill_group(self) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._popen.pid, signal.SIGKILL)


def stop_all(programs: Sequence[Program], signals: Signals, *, grace: float) -> None:
    """Ask all to stop at once; kill those that still run after so many seconds."""
    for program in programs:
        program.ask_to_stop()
    deadline = time.monotonic() + grace
    while not all(program.ended() for program in programs) and time.monotonic() < deadline:
        signals.wait(deadline - time.monotonic())
    for program in programs:
        program.kill()


def _die_with_parent(number: int) -> Callable[[], None] | None:
    """What a new program runs first, so that it gets this signal when we are killed."""
    if sys.platform != "linux":
        return None
    libc, parent = ctypes.CDLL(None), os.getpid()

    def first() -> None:
        libc.prctl(PR_SET_PDEATHSIG, number, 0, 0, 0)
        if os.getppid() != parent:  # we were killed before the line above
            os.kill(os.getpid(), signal.SIGKILL)

    return first
