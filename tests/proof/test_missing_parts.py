"""A site of which a part is not there: pages are served, comments taken, and staff are told what is missing."""

import json
import subprocess
import sys

import pytest
from django.conf import settings

from ..behind import PAGE, Desk, Served
from ..conftest import PASSWORD
from .conftest import NGINX
from .long import Figure

pytestmark = [pytest.mark.django_db, pytest.mark.one_database, NGINX]
WITHOUT = f"""
import json, sys
for name in ("redis", "storages", "boto3", "botocore"):
    sys.modules[name] = None  # as if it were not installed
import django
django.setup()
from django.test import Client
from django.utils import timezone
from comments.desk.health import troubles
from harmblog import doctor
visitor = Client(SERVER_NAME="127.0.0.1")
seen = {{path: visitor.get(path).status_code for path in ("/", "{PAGE}", "/feed/", "/search/?q=text", "/healthz/")}}
seen["image"] = visitor.get("/media/images/0123456789abcdef-640.webp").status_code
seen["comment"] = visitor.post("{PAGE}comment/", {{"name": "Rita", "comment": "It helped."}}).status_code
seen["log-in"] = visitor.post("/accounts/login/", {{"username": "mo", "password": "wrong"}}).status_code
told = list(troubles(timezone.now())), [str(one) for one in doctor.examine()]
print(json.dumps([seen, told]))
"""


@pytest.mark.fault(22)
def test_site_without_its_optional_packages_serves_and_tells_staff(pair: Served, record_property: Figure) -> None:
    asks = {
        "DJANGO_SETTINGS_MODULE": "harmblog.settings",
        "CACHE_URL": "redis://127.0.0.1:1/0",
        "LIMITS_URL": "redis://127.0.0.1:1/1",
        "MEDIA_STORAGE": "storages.backends.s3.S3Storage",
        "MEDIA_STORAGE_OPTIONS": json.dumps({"bucket_name": "images"}),
    }
    command = [sys.executable, "-c", WITHOUT]
    run = subprocess.run(command, env={**pair.env, **asks}, cwd=settings.BASE_DIR, capture_output=True, timeout=60)
    assert run.returncode == 0, run.stderr.decode()
    seen, (troubles, findings) = json.loads(run.stdout.splitlines()[-1])
    assert (seen.pop("image"), seen.pop("comment")) == (503, 303)
    assert set(seen.values()) == {200}
    for package in ("redis", "storages"):
        assert sum(f"The package {package} is not installed" in line for line in troubles) == 1
        assert sum(f"the package {package} does" in line for line in findings) == 1
    record_property("figure", "without redis, storages and a worker: pages, comments and the desk; staff told")


@pytest.mark.fault(22)
def test_site_without_a_worker_serves_and_tells_staff(pair: Served) -> None:
    mo = Desk(pair, "mo-of-proof", PASSWORD)
    assert pair.get(PAGE).status == 200
    assert pair.post(name="Rita", comment="Nobody works here.").status == 303
    mo.decide("approve", text="Nobody works here.")
    ready = pair.get("/readyz/")
    assert (ready.status, b"worker: none has been at work" in ready.text) == (503, True)
    assert b"The worker has not run yet" in mo.ask("GET", "/healthz/detail/").text
    assert b"/healthz/detail/" in mo.ask("GET", "/moderation/").text
