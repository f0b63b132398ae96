"""A real Redis on a socket, that can be frozen, killed and started again."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import redis

NEEDED = pytest.mark.skipif(not shutil.which("redis-server"), reason="redis-server is not installed")


class Server:
    """One redis-server. `url`: for LIMITS_URL; `location`: for a cache."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.socket, self._folder = folder / "redis.sock", folder
        self._options = options or ("--save", "", "--appendonly", "no")
        self.url, self.location = f"unix://{self.socket}?db=1", f"unix://{self.socket}"
        self._process: subprocess.Popen[bytes] | None = None
        self.client: Any = redis.Redis.from_url(self.url)

    def start(self) -> None:
        options = ["--port", "0", "--unixsocket", str(self.socket), "--dir", str(self._folder), *self._options]
        self._process = subprocess.Popen(["redis-server", *options], stdout=subprocess.DEVNULL)
        for _ in range(200):
            try:
                self.client.ping()
                return
            except redis.RedisError:
                time.sleep(0.02)

    def freeze(self) -> None:
        """It takes connections, and never answers."""
        assert self._process
        os.kill(self._process.pid, signal.SIGSTOP)

    def kill(self) -> None:
        if self._process:
            self._process.kill()
            self._process.wait(10)
            self._process = None


@contextmanager
def serving(folder: Path, *options: str) -> Iterator[Server]:
    server = Server(folder, *options)
    server.start()
    try:
        yield server
    finally:
        server.client.close()
        server.kill()
