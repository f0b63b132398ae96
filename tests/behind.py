"""A site as docs/deploy.md sets it up: nginx with deploy/nginx.conf, before one or two real web processes."""

import ctypes
import http.client
import os
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import nginx
import serve
from django.conf import settings

from .apart import free_ports
from .gate import Gate

FORM = {"name": "Rita", "comment": "It helped me a lot."}
PAGE = "/articles/naloxone/"
A_SECOND = 1.05


class Served:
    """A site behind nginx: `gate` is what stands between nginx and the first web process, `folder` nginx's own, `more`
    what its environment has on top.
    """

    def __init__(self, folder: Path, keys: Path, *, threads: int = 2, **more: str) -> None:
        self.folder, self.var, self.threads = folder / "nginx", folder / "var", threads
        self.folder.mkdir()
        (self.var / "static").mkdir(parents=True)
        self.port, self.renew, self.app, self.second = free_ports(4)
        self.webs: dict[int, subprocess.Popen[bytes]] = {}
        self.env = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": os.environ["PYTHONPATH"],
            "VAR_DIR": str(self.var),
            "SECRET_KEY": "k" * 60,
            "SITE_URL": f"http://127.0.0.1:{self.port}",
            "SEALING_PUBLIC_KEYS": str(keys / "public"),
            "PROXY_HOPS": "1",
            "LOG_LEVEL": "ERROR",
            **more,
        }

    def before(self, other: "Served") -> None:
        """Stand before the web process of another site, which runs."""
        self.var, self.app = other.var, other.app
        self.env = {**other.env, "SITE_URL": self.env["SITE_URL"]}

    def start(self, *, gate: bool = True, web: bool = True) -> None:
        """`gate`: let everything pass a door that notes it. `web`: start the web process too."""
        if web:
            self.start_web(self.app)
        if gate:
            self.gate = Gate(self.app)
        text = nginx.configured(
            self.folder,
            port=self.port,
            renew=self.renew,
            apps=[self.gate.port] if gate else [self.app, self.second],
            var=self.var,
        )
        text = text.replace(f":{self.second} fail_timeout=1s;", f":{self.second} max_fails=0 backup;")
        self.nginx = nginx.start(self.folder, text, port=self.port, workers="1")
        self.wait_for_nginx()

    def wait_for_nginx(self) -> None:
        """Until it answers, and asks the application."""
        deadline = time.monotonic() + 60
        while self.get("/healthz/").status != 200:
            assert time.monotonic() < deadline, (self.folder / "errors").read_text()
            time.sleep(0.05)

    def start_web(self, port: int, *, root: Path | None = None) -> None:
        """A web process, as the unit starts it, from a checkout."""
        words = serve.web_command(port)
        words[words.index("--blocking-threads") + 1] = str(self.threads)
        words[words.index("--log-level") + 1] = "error"
        self.webs[port] = subprocess.Popen(
            [sys.executable, *words], cwd=root or settings.BASE_DIR, env=self.env, preexec_fn=deny_executable_memory
        )

    def wait_for(self, port: int) -> None:
        """As docs/deploy.md waits for a web process."""
        deadline = time.monotonic() + 60
        while not serve.answers(port):
            assert self.webs[port].poll() is None, "the web process ended"
            assert time.monotonic() < deadline, "the web process does not answer"
            time.sleep(0.05)

    def revive(self) -> None:
        """Start the first web process again after it died, and wait until nginx no longer takes it for dead."""
        self.start_web(self.app)
        self.wait_for(self.app)
        self.wait_for_nginx()

    def stop_web(self, port: int) -> None:
        web = self.webs.pop(port, None)
        if web:
            web.terminate()
            web.wait(30)

    def stop(self) -> None:
        self.nginx.kill()
        if hasattr(self, "gate"):
            self.gate.shut()
        for port in list(self.webs):
            self.stop_web(port)

    def manage(self, *words: str, root: Path | None = None, **env: str) -> str:
        """What a command says."""
        command = [sys.executable, "manage.py", *words]
        where = {"cwd": root or settings.BASE_DIR, "env": {**self.env, **env}}
        run = subprocess.run(command, capture_output=True, text=True, timeout=600, **where)  # type: ignore[call-overload]
        assert run.returncode == 0, run.stdout + run.stderr
        return run.stdout

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """The answer, read whole: `.text` is the body as bytes."""
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            link.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
            answer: Any = link.getresponse()
            answer.text = answer.read()
            return answer
        finally:
            link.close()

    def get(self, path: str, **headers: str) -> Any:
        return self.ask("GET", path, **headers)

    def post(self, path: str = f"{PAGE}comment/", **form: str) -> Any:
        kind = {"Content-Type": "application/x-www-form-urlencoded", "X-Forwarded-For": "203.0.113.9"}
        return self.ask("POST", path, urlencode(form or FORM), **kind)

    def kept(self) -> int:
        """How many pages nginx keeps."""
        return sum(1 for file in (self.folder / "pages").rglob("*") if file.is_file())

    def asked(self) -> int:
        """How often the application was asked so far."""
        return len(self.gate.heard)


class Desk:
    """A browser of staff: logged in with a name and a password, with the cookies that come."""

    def __init__(self, site: Served, name: str, password: str) -> None:
        self.site, self.cookies = site, dict[str, str]()
        answer = self.send("/accounts/login/", "/accounts/login/", username=name, password=password)
        assert answer.status == 302, answer.text

    def ask(self, method: str, path: str, body: str | None = None, **headers: str) -> Any:
        told = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()), **headers}
        answer = self.site.ask(method, path, body, **told)
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer

    def send(self, page: str, path: str, **form: str) -> Any:
        """Send a form with the token of the page that it stands on."""
        found = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', self.ask("GET", page).text.decode())
        told = {"Content-Type": "application/x-www-form-urlencoded", "Origin": self.site.env["SITE_URL"]}
        return self.ask("POST", path, urlencode({"csrfmiddlewaretoken": found[0], **form}), **told)

    def decide(self, act: str, expected: str = "pending", *, text: str) -> str:
        """Decide on the comment that says this; its public id."""
        tab = {"pending": "", "approved": "approved/"}[expected]
        path = f"/moderation/{tab}"
        while True:
            page = self.ask("GET", path).text.decode()
            found = [item[:12] for item in page.split('id="comment-')[1:] if text in item]
            if found:
                break
            path = f"/moderation/{tab}" + re.findall(r'rel="next" href="[^"?]*([^"]+)"', page)[0].replace("&amp;", "&")
        revision = re.findall(rf'name="comment" value="({found[0]}[^"]*)"', page)[0]
        answer = self.send("/moderation/", "/moderation/decide/", comment=revision, expected=expected, act=act)
        assert answer.status == 302, answer.text
        return found[0]


def deny_executable_memory() -> None:
    """As systemd does with MemoryDenyWriteExecute=yes, where the kernel can (6.3 and newer)."""
    ctypes.CDLL(None).prctl(65, 1, 0, 0, 0)
