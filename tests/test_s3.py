"""Images kept on S3, in front of a server that speaks it: put there, served from there, and gone from there."""

import json
import logging
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.config import Config
from django.conf import settings as site
from django.contrib.auth.models import User
from django.test import Client
from moto.moto_server.threaded_moto_server import ThreadedMotoServer

from articles.models import Article, Image
from harmblog import stores

from .test_images import LIBRARY, post

pytestmark = pytest.mark.one_database
S3 = "storages.backends.s3.S3Storage"
# As docs/deploy.md has it, but for the address and the keys.
TOLD = {
    "bucket_name": "images",
    "region_name": "us-east-1",
    "access_key": "key",
    "secret_key": "secret",
    "addressing_style": "path",
    "querystring_auth": False,
    "object_parameters": {"CacheControl": "public, max-age=31536000, immutable", "ContentType": "image/webp"},
}


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


def use(settings: Any, url: str) -> None:
    options = stores.image_options(S3, {**TOLD, "endpoint_url": url})
    settings.STORAGES = {**settings.STORAGES, "default": {"BACKEND": S3, "OPTIONS": options}}


@pytest.fixture
def bucket(server: str, settings: Any) -> Iterator[Any]:
    who = {"aws_access_key_id": "key", "aws_secret_access_key": "secret", "region_name": "us-east-1"}
    bucket = boto3.resource("s3", endpoint_url=server, config=Config(proxies={}), **who).Bucket("images")
    bucket.create()
    use(settings, server)
    yield bucket
    bucket.objects.all().delete()
    bucket.delete()


def test_image_of_an_article_goes_there_is_served_from_there_and_is_gone(
    bucket: Any, writing: Client, client: Client, ada: User
) -> None:
    assert post(writing, ada).status_code == 302
    image = Image.objects.get()
    assert sorted(one.key for one in bucket.objects.all()) == [f"{image.name}-{width}.webp" for width in (480, 600)]
    one = bucket.Object(f"{image.name}-480.webp")
    assert (one.content_type, one.cache_control) == ("image/webp", "public, max-age=31536000, immutable")
    assert [grant["Grantee"]["Type"] for grant in one.Acl().grants] == ["CanonicalUser"]  # its owner, and nobody else
    answer = client.get(f"/media/{image.name}-480.webp")
    assert answer.content == one.get()["Body"].read()
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    Article.objects.all().delete()
    assert writing.post(f"{LIBRARY}{image.pk}/delete/", {"post": "yes"}).status_code == 302
    assert list(bucket.objects.all()) == []
    assert client.get(f"/media/{image.name}-480.webp").status_code == 404


def test_same_image_is_there_once_and_what_was_half_written_is_written_again(
    bucket: Any, writing: Client, ada: User
) -> None:
    post(writing, ada, slug="one")
    name = f"{Image.objects.get().name}-480.webp"
    whole = bucket.Object(name).content_length
    bucket.Object(name).put(Body=b"half")
    post(writing, ada, slug="two")
    assert Article.objects.count() == Image.objects.count() == 2
    assert (len(list(bucket.objects.all())), bucket.Object(name).content_length) == (2, whole)


@pytest.mark.django_db
@pytest.mark.usefixtures("bucket")
def test_picture_that_is_not_there_is_told_so(client: Client) -> None:
    assert client.get("/media/images/0123456789abcdef-480.webp").status_code == 404


def test_storage_that_is_away_is_told_and_loses_no_text(settings: Any, writing: Client, ada: User) -> None:
    use(settings, "http://127.0.0.1:1")
    began = time.monotonic()
    page = post(writing, ada)
    assert "could not be stored just now" in page.content.decode()
    assert "“Text”" in page.content.decode()
    assert (Image.objects.count(), Article.objects.count()) == (0, 0)
    assert time.monotonic() - began < 20


def test_each_wait_has_an_end() -> None:
    config = stores.image_options(S3, TOLD)["client_config"]
    assert (config.connect_timeout, config.read_timeout, config.retries["total_max_attempts"]) == (2, 10, 2)
    assert stores.image_options("django.core.files.storage.InMemoryStorage", {"a": 1}) == {"a": 1}


ASKED = """
import django
django.setup()
from django.core.files.storage import default_storage
from django.test import Client
print(default_storage.bucket_name, Client().get("/healthz/")["Content-Security-Policy"])
"""


def test_environment_says_where_they_are_and_the_policy_lets_them_be_shown(tmp_path: Any) -> None:
    env = {**os.environ, "VAR_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "harmblog.settings"}
    env |= {"MEDIA_STORAGE": S3, "MEDIA_STORAGE_OPTIONS": json.dumps(TOLD), "MEDIA_URL": "https://img.example.org/"}
    command = [sys.executable, "-c", ASKED]
    run = subprocess.run(command, env=env, cwd=site.BASE_DIR, capture_output=True, check=True, text=True)
    assert run.stdout.startswith("images ")
    assert "img-src 'self' https://img.example.org;" in run.stdout
