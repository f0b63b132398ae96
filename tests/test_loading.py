"""What a process loads it keeps in memory for good: the rarely needed comes when it is needed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

pytestmark = pytest.mark.one_database
LARGE = {"PIL", "fido2", "segno", "bibtexparser", "pylatexenc", "selectolax"}


@pytest.mark.parametrize(
    ("process", "never"),
    [
        ("comments.management.commands.worker", LARGE | {"harmblog.urls", "articles.admin", "comments.forms"}),
        ("harmblog.urls", LARGE),
    ],
)
def test_process_keeps_what_it_does_not_need(process: str, never: set[str], tmp_path: Path) -> None:
    code = f"import django; django.setup(); import sys, {process}; print(*sys.modules)"
    env = {"DJANGO_SETTINGS_MODULE": "harmblog.settings", "VAR_DIR": str(tmp_path)}
    env["PYTHONPATH"] = os.environ.get("PYTHONPATH", "")
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=settings.BASE_DIR, env=env, stdout=subprocess.PIPE, text=True, check=True
    )
    assert never & set(run.stdout.split()) == set()
