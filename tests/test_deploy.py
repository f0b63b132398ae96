"""What is in deploy/: the same everywhere, closed as far as it can be, and private keys for the worker alone."""

import configparser
import json
import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path
from typing import Any

import nginx
import pytest
import serve
from django.conf import settings

from harmblog.security import STAFF

from .canary import url_map

ROOT = Path(settings.BASE_DIR)
DEPLOY = ROOT / "deploy"
UNITS = ["harmblog-web@.service", "harmblog-worker.service"]
CLOSED = """NoNewPrivileges ProtectHome PrivateTmp PrivateDevices ProtectClock ProtectHostname ProtectKernelLogs
    ProtectKernelModules ProtectKernelTunables ProtectControlGroups RestrictNamespaces RestrictRealtime RestrictSUIDSGID
    LockPersonality MemoryDenyWriteExecute RemoveIPC""".split()
CONF = (DEPLOY / "nginx.conf").read_text()


def unit(name: str) -> configparser.SectionProxy:
    parsed = configparser.ConfigParser(strict=False, interpolation=None)
    parsed.optionxform = str  # type: ignore[assignment,method-assign]
    parsed.read(DEPLOY / "systemd" / name)
    return parsed["Service"]


def as_served(words: list[str]) -> list[str]:
    """The options of a command that starts the web server, but for where it listens."""
    words = words[words.index("granian") :]
    for option in ("--host", "--port"):
        del words[words.index(option) : words.index(option) + 2]
    return sorted(words)


# --- The web server is one everywhere -------------------------------------------------------------------------------


def test_the_unit_starts_what_make_serve_starts() -> None:
    assert as_served(shlex.split(unit(UNITS[0])["ExecStart"])) == as_served(serve.web_command(8000))


def test_the_image_starts_what_make_serve_starts() -> None:
    command = (DEPLOY / "Containerfile").read_text().rpartition("CMD ")[2].replace("\\\n", "")
    assert as_served(json.loads(command)) == as_served(serve.web_command(8000))


# --- systemd --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [*UNITS, "harmblog-sweep.service"])
def test_a_unit_is_closed(name: str) -> None:
    service = unit(name)
    assert [directive for directive in CLOSED if service.get(directive) != "yes"] == []
    assert (service["ProtectSystem"], service["CapabilityBoundingSet"]) == ("strict", "")
    assert service["User"] not in ("root", "")


@pytest.mark.asvs("V11.1.1")
def test_only_the_worker_is_told_of_private_keys() -> None:
    web, worker = ((DEPLOY / "systemd" / name).read_text() for name in UNITS)
    assert "EnvironmentFile=/etc/harmblog/worker.env" in worker
    assert "EnvironmentFile=/etc/harmblog/worker.env" not in web
    assert "InaccessiblePaths=-/var/lib/harmblog-worker/keys/private" in web
    assert "PRIVATE" not in (DEPLOY / "site.env.example").read_text()
    assert unit(UNITS[0])["User"] != unit(UNITS[1])["User"]


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not installed")
@pytest.mark.parametrize("name", [*UNITS, "harmblog-sweep.service"])
def test_systemd_understands_a_unit(name: str) -> None:
    command = ["systemd-analyze", "security", "--offline=true", "--threshold=20", str(DEPLOY / "systemd" / name)]
    run = subprocess.run(command, capture_output=True, text=True, timeout=30)
    assert run.returncode == 0, run.stdout[-300:]
    assert "Unknown" not in run.stderr + run.stdout


def test_every_variable_of_the_examples_is_described() -> None:
    described = (ROOT / "docs/configuration.md").read_text()
    for file in DEPLOY.glob("*.env.example"):
        for name in re.findall(r"^#?([A-Z_]+)=", file.read_text(), re.M):
            assert f"`{name}`" in described, name


# --- Containers -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def services() -> Any:
    yaml = pytest.importorskip("yaml", reason="PyYAML is not installed")
    return yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]


def test_containers_are_closed(services: Any) -> None:
    for name, service in services.items():
        assert service["read_only"] is True, name
        assert int(service["user"].partition(":")[0]) > 0, name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name


def test_only_the_worker_and_who_makes_them_mount_private_keys(services: Any) -> None:
    holders = {name for name, service in services.items() if any("private" in v for v in service.get("volumes", ()))}
    assert holders == {"prepare", "worker"}
    assert "public-keys:/keys/public:ro" in services["web"]["volumes"]
    assert "SEALING_PRIVATE_KEYS" not in services["web"]["environment"]
    assert services["web"]["networks"] == ["inside"]


def test_the_image_has_every_part_of_the_site_and_no_root() -> None:
    lines = (DEPLOY / "Containerfile").read_text().splitlines()
    copied = {
        name for line in lines if line.startswith("COPY ") and "--from" not in line for name in line.split()[1:-1]
    }
    assert copied >= {
        "requirements.lock",
        "requirements-s3.lock",
        "manage.py",
        "harmblog",
        "articles",
        "comments",
        "templates",
        "static",
        "locale",
    }
    assert [path for path in copied if not (ROOT / path).exists()] == []
    assert "USER 10001:10001" in lines


@pytest.mark.skipif(nginx.PROGRAM is None, reason="nginx is not installed")
def test_the_container_of_nginx_gets_a_file_that_nginx_takes(services: Any, tmp_path: Path) -> None:
    script = services["nginx"]["command"][-1].replace("$$", "$").replace("web:8000", "127.0.0.1:8000")
    script = script.replace("/run/", f"{tmp_path}/").replace("/etc/harmblog.conf", str(DEPLOY / "nginx.conf"))
    script = script.replace("while sleep 30;", "while false;")  # it would sweep on after this test
    script = re.sub(r"exec nginx.*", f"sed -i -e 's:/run/:{tmp_path}/:' {tmp_path}/nginx.conf", script)
    subprocess.run(["sh", "-ec", script], env={**os.environ, "SERVER_NAME": "_"}, check=True)
    text = (tmp_path / "nginx.conf").read_text()
    for changed in (
        "listen 8080;",
        "default $proxy_add_x_forwarded_for;",
        "X-Forwarded-Proto $http_x_forwarded_proto;",
    ):
        assert changed in text
    assert "8001" not in text
    run = subprocess.run(
        [nginx.PROGRAM or "", "-t", "-c", str(tmp_path / "nginx.conf")], capture_output=True, text=True
    )
    assert run.returncode == 0, run.stderr


# --- nginx knows the site's addresses -------------------------------------------------------------------------------


def location_of_what_is_not_kept() -> re.Pattern[str]:
    return re.compile(re.findall(r"location ~ (\^/\(accounts[^ ]+) \{", CONF)[0])


def test_nothing_of_staff_or_of_one_reader_is_kept() -> None:
    apart = location_of_what_is_not_kept()
    for path in (*STAFF, "/receipt/x/", "/mail/x/", "/preview/x/", "/search/", "/readyz/"):
        assert apart.match(path), path


def test_cookies_pass_for_staff_alone() -> None:
    staff = re.compile(re.findall(r'map \$uri \$staff \{\s+"~(.+?)" 1;', CONF)[0])
    let_through = {route for route in url_map() if staff.match(route)}
    assert let_through == {route for route in url_map() if route.startswith(STAFF)}
    assert len(let_through) > 50
