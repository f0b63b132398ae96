"""Prints the table of promises, or writes it with what reports of pytest say: python -m tests.proof [REPORT …]"""

import os
import sys
from pathlib import Path

import django


def main(reports: list[Path]) -> int:
    from . import table

    figures, failed = table.found(reports)
    text = table.document({**table.written(), **figures})
    if reports:
        table.DOCUMENT.write_text(text, "utf-8")
    print(text)
    print("\n".join(f"FAILED: {name}" for name in failed) or "All within what must hold.")
    return 1 if failed or table.NOTHING in text else 0


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "harmblog.settings")
    django.setup()
    sys.exit(main([Path(name) for name in sys.argv[1:]]))
