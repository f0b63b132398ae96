"""The site on its machines, by configuration alone: nginx, two web machines, a worker, PostgreSQL twice, Redis."""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import sys
import time
from pathlib import Path

import nginx
import serve

from bench.cluster import net
from bench.cluster.client import Answer, Visit, ask
from bench.cluster.database import Pair
from bench.cluster.database import ask as ask_database
from bench.cluster.net import Machine
from bench.inside import ROOT, Inside

WEB_PORT = 8000
ARTICLES, COMMENTS = 300, 3000


class Site:
    """All machines. `start` brings one of them up, at first and after it was killed."""

    def __init__(self, folder: Path) -> None:
        names = ("front", "web1", "web2", "worker", "primary", "replica", "redis")
        self.machines = {name: Machine(name, 10 + number, folder) for number, name in enumerate(names)}
        self.front, self.web1, self.web2, self.worker = (self.machines[name] for name in names[:4])
        self.primary, self.replica, self.redis = (self.machines[name] for name in names[4:])
        self.webs, self.followed = (self.web1, self.web2), True  # whether a replica follows the primary
        self.pair = Pair(self.primary, self.replica, folder)
        self.desk = folder / "operator"  # where commands are given
        self.token = secrets.token_urlsafe(16)
        kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
        self.env = {
            **kept,
            "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tools")]),
            "DJANGO_SETTINGS_MODULE": "harmblog.settings",
            "DEBUG": "0",
            "SECRET_KEY": secrets.token_urlsafe(50),
            "ALLOWED_HOSTS": self.front.address,
            "SITE_URL": f"http://{self.front.address}",
            "PROXY_HOPS": "1",
            "STAFF_SECOND_FACTOR": "0",
            "LOG_LEVEL": os.environ.get("LOG_LEVEL", "ERROR"),
            "METRICS": "1",
            "METRICS_TOKEN": self.token,
            "DATABASE_URL": self.pair.url,
            "DATABASE_REPLICA_URL": self.pair.replica_url,
            "CACHE_URL": f"redis://{self.redis.address}:6379/0",
            "LIMITS_URL": f"redis://{self.redis.address}:6379/1",
        }

    def build(self) -> None:
        """All of it, from nothing to answers."""
        self.pair.build()
        self.start(self.redis)
        self.desk.mkdir(mode=0o700)
        for words in (
            ["-m", "comments.vault", str(self.desk / "keys")],
            ["manage.py", "migrate", "--verbosity", "0"],
            ["manage.py", "collectstatic", "--noinput", "--verbosity", "0"],
            ["manage.py", "populate", "--articles", str(ARTICLES), "--comments", str(COMMENTS), "--pending", "0"],
        ):
            subprocess.run(
                [sys.executable, *words], cwd=ROOT, env=self.at(self.desk), check=True,
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            )  # fmt: skip
        for machine in (*self.webs, self.worker):
            for part in ("keys/public", "static"):
                shutil.copytree(self.desk / part, machine.folder / "var" / part)
        shutil.copytree(self.desk / "keys/private", self.worker.folder / "var/keys/private")
        for machine in (*self.webs, self.worker, self.front):
            self.start(machine)
        for machine in (*self.webs, self.front):
            self.wait_for(machine)

    def at(self, var: Path) -> dict[str, str]:
        return {**self.env, "VAR_DIR": str(var)}

    def start(self, machine: Machine) -> None:
        if machine in (self.primary, self.replica):
            self.pair.start(machine)
        elif machine in self.webs:
            words = serve.web_command(WEB_PORT)
            words[words.index("--host") + 1] = machine.address
            machine.run([sys.executable, *words], cwd=ROOT, env=self.at(machine.folder / "var"))
        elif machine is self.worker:
            env = self.at(machine.folder / "var") | {"SEALING_PRIVATE_KEYS": str(machine.folder / "var/keys/private")}
            machine.run([sys.executable, "manage.py", "worker"], cwd=ROOT, env=env)
        elif machine is self.redis:
            kept = ["--save", "", "--appendonly", "no", "--dir", str(machine.folder)]
            machine.run(["redis-server", "--bind", machine.address, "--protected-mode", "no", *kept])
        else:
            self._start_nginx()

    def _start_nginx(self) -> None:
        text = nginx.configured(
            self.front.folder,
            listen=f"{self.front.address}:80",
            renew=8009,
            apps=[f"{web.address}:{WEB_PORT}" for web in self.webs],
            var=self.web1.folder / "var",
        )
        conf = self.front.folder / "nginx.conf"
        conf.write_text(text)
        assert nginx.PROGRAM is not None  # noqa: S101 - `lacking` has looked
        self.front.run([nginx.PROGRAM, "-p", str(self.front.folder), "-c", str(conf), "-g", "daemon off;"])

    def promote(self) -> None:
        """Make the replica the primary, for good."""
        ask_database(self.replica, "SELECT pg_promote()")
        self.primary, self.followed = self.replica, False

    def wait_for(self, machine: Machine) -> None:
        deadline = time.monotonic() + 60
        while self.ask(machine, Visit("/healthz/")).status != 200:
            if time.monotonic() > deadline:
                raise RuntimeError(f"{machine.name} does not answer; see {machine.folder}/said")
            time.sleep(0.1)

    def ask(self, machine: Machine, visit: Visit, *, within: float = 20.0) -> Answer:
        """One request to a machine itself, as nginx would ask it."""
        port = 80 if machine is self.front else WEB_PORT
        return ask((machine.address, port), visit, host=self.front.address, within=within)

    def moderator(self) -> str:
        """The cookie of one who is logged in."""
        inside = Inside(self.at(self.desk))
        try:
            cookie: str = inside.session()
            return cookie
        finally:
            inside.end()

    def remove(self) -> None:
        for machine in self.machines.values():
            machine.thaw()
            machine.kill()
        self.pair.remove()
        net.clear()
