"""Tries to break every promise at length, on both databases, and writes docs/promises.md: `make proof`.

What it tries is what `make test` tries in short: see tests/proof.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# An experiment may take an hour, and measures: no more processes than cores. Properties of a test are reported in the
# older of pytest's formats only.
OPTIONS = ["-n", "2", "-o", "timeout=3600", "-o", "junit_family=xunit1"]


def main(arguments: list[str]) -> int:
    with tempfile.TemporaryDirectory(prefix="harmblog-proof-") as folder:
        env = {**os.environ, "PROOF": "1", "PROOF_REPORTS": folder}
        code = subprocess.run([sys.executable, "tools/test.py", *OPTIONS, *arguments], cwd=ROOT, env=env).returncode
        reports = sorted(map(str, Path(folder).glob("*.xml")))
        written = subprocess.run([sys.executable, "-m", "tests.proof", *reports], cwd=ROOT, env=env).returncode
    return code or written


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
