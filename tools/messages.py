"""Brings the catalogues in locale/ up to date with the words in the code, and compiles them: `make messages`.

With `--check` nothing is written; the exit code says whether all is as this would leave it. What is needed comes as
Python packages, no GNU gettext. Entries are sorted and carry neither dates nor line numbers, so that a difference
between two versions shows words alone.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polib
from babel.messages.extract import extract

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "locale"
APPS = ("harmblog", "articles", "comments")
LANGUAGES = ("en", "es", "pt", "fr", "de")
# As in Django's own compiled catalogues: with other rules it would keep ours apart, and look in both.
_MANY = "nplurals=3; plural={one} ? 0 : n != 0 && n % 1000000 == 0 ? 1 : 2;"  # un millón de comentarios
PLURALS = {
    "en": "nplurals=2; plural=(n != 1);",
    "es": _MANY.format(one="n == 1"),
    "pt": _MANY.format(one="(n == 0 || n == 1)"),
    "fr": _MANY.format(one="(n == 0 || n == 1)"),
    "de": "nplurals=2; plural=(n != 1);",
}
KEYWORDS: dict[str, Any] = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop"), (1,)),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
Key = tuple[str | None, str]  # context, message


def sources() -> Iterator[str]:
    """All code that can hold words, as Python: the templates through Django's own translation into it."""
    from django.utils.translation.template import templatize

    for app in APPS:
        for file in sorted((ROOT / app).rglob("*.py")):
            if "migrations" not in file.parts:
                yield file.read_text()
    for folder in (ROOT / "templates", *(ROOT / app for app in APPS)):
        for file in sorted(file for end in ("html", "xml", "txt") for file in folder.rglob(f"*.{end}")):
            # What stands around the words becomes X, at some indentation that means nothing.
            lines = templatize(file.read_text(), origin=str(file)).splitlines()
            yield "\n".join(line.strip() for line in lines)


def words() -> dict[Key, str]:
    """Every message of the site with its plural, which is empty for most."""
    found: dict[Key, str] = {}
    for source in sources():
        for _line, message, _comments, context in extract("python", io.BytesIO(source.encode()), keywords=KEYWORDS):
            one, many = message if isinstance(message, tuple) else (message, "")
            found[context, one] = found.get((context, one)) or many
    return found


def path(language: str, end: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / f"django.{end}"


def updated(language: str, present: dict[Key, str]) -> polib.POFile:
    """The catalogue of a language with the present messages, keeping the translations that it has of them."""
    old = polib.pofile(str(path(language, "po"))) if path(language, "po").exists() else polib.POFile()
    kept = {(entry.msgctxt, entry.msgid, entry.msgid_plural): entry for entry in old if not entry.obsolete}
    new = polib.POFile(wrapwidth=110)
    new.metadata = {
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": PLURALS[language],
    }
    for (context, one), many in sorted(present.items(), key=lambda item: (item[0][1], item[0][0] or "")):
        entry = polib.POEntry(msgctxt=context, msgid=one, msgid_plural=many)
        if many:
            count = int(PLURALS[language].partition("nplurals=")[2][0])
            entry.msgstr_plural = dict.fromkeys(range(count), "")
        if known := kept.get((context, one, many)):
            entry.msgstr, entry.flags, entry.tcomment = known.msgstr, list(known.flags), known.tcomment
            entry.msgstr_plural = known.msgstr_plural or entry.msgstr_plural
        elif language == "en":  # the code is written in it
            entry.msgstr, entry.msgstr_plural = ("", {0: one, 1: many}) if many else (one, {})
        new.append(entry)
    return new


def main(arguments: list[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "harmblog.settings")
    sys.path.insert(0, str(ROOT))
    import django

    django.setup()
    present, stale = words(), []
    for language in LANGUAGES:
        catalogue = updated(language, present)
        made = {"po": f"{catalogue}\n".encode(), "mo": catalogue.to_binary()}
        for end, data in made.items():
            file = path(language, end)
            if not file.exists() or file.read_bytes() != data:
                stale.append(str(file.relative_to(ROOT)))
                if "--check" not in arguments:
                    file.parent.mkdir(parents=True, exist_ok=True)
                    file.write_bytes(data)
        missing = sum(not entry.translated() for entry in catalogue)
        print(f"{language}: {len(catalogue)} messages, {missing} to translate")
    print(f"{'Not up to date' if '--check' in arguments else 'Written'}: {', '.join(stale) or 'none'}")
    return 1 if stale and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
