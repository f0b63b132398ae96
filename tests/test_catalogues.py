"""The words in locale/: all there, in every language, with nothing lost on the way."""

import gettext
import re
from collections import Counter
from pathlib import Path

import polib
import pytest
from django import conf
from django.conf import settings
from django.utils import translation
from django.utils.translation import ngettext

from tools import messages

LANGUAGES = [code for code, name in settings.LANGUAGES]
# What a translation must keep: %(name)s, %s, {n}, tags, and what is typed as it stands.
HELD = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}|</?\w+[^>]*>|\[@\w+\]|\*$")


@pytest.fixture(params=LANGUAGES)
def catalogue(request: pytest.FixtureRequest) -> polib.POFile:
    return polib.pofile(str(messages.path(request.param, "po")))


def test_catalogues_hold_the_words_of_the_code_and_are_compiled() -> None:
    present = messages.words()
    assert len(present) > 200
    for language in LANGUAGES:
        made = messages.updated(language, present)
        assert messages.path(language, "po").read_text() == f"{made}\n", f"{language}: run make messages"
        assert messages.path(language, "mo").read_bytes() == made.to_binary(), f"{language}: run make messages"


def test_words_are_marked_by_names_that_the_extraction_knows() -> None:
    sources = "\n".join(file.read_text() for app in messages.APPS for file in (messages.ROOT / app).rglob("*.py"))
    names = re.findall(r"import (?:[\w, ]*\b)?n?p?gettext(?:_lazy)? as (\w+)", sources)
    assert len(names) > 30
    assert set(names) <= set(messages.KEYWORDS)


def test_every_message_is_translated(catalogue: polib.POFile) -> None:
    assert [entry.msgid for entry in catalogue if not entry.translated() or entry.fuzzy] == []


def test_translations_keep_what_is_filled_in_and_the_tags(catalogue: polib.POFile) -> None:
    for entry in catalogue:
        forms = entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr]
        # "One" may be a number elsewhere, and a number "one": what the longer form holds is allowed, not demanded.
        may = Counter(HELD.findall(entry.msgid_plural or entry.msgid))
        must = Counter(HELD.findall(entry.msgid)) & may
        for form in forms:
            held = Counter(HELD.findall(form))
            assert must <= held <= may, (entry.msgid, form)


def test_translations_end_and_begin_like_the_original(catalogue: polib.POFile) -> None:
    """A full stop lost or a space won shows on the page."""
    for entry in catalogue:
        for form in [*entry.msgstr_plural.values()] if entry.msgid_plural else [entry.msgstr]:
            assert form == form.strip(), entry.msgid
            assert (entry.msgid[-1] in ".?:*") == (form[-1] in ".?:*"), (entry.msgid, form)
            assert "!" not in form


@pytest.mark.parametrize("language", LANGUAGES)
def test_plural_rules_are_those_of_django(language: str) -> None:
    """Else a word that both have would have two grammars."""
    folders = (messages.LOCALE, Path(conf.__file__).parent / "locale")
    ours, djangos = (gettext.translation("django", str(folder), [language]) for folder in folders)
    numbers = [*range(1001), 1_000_000, 1_000_001]
    rules = [[found.plural(n) for n in numbers] for found in (ours, djangos)]  # type: ignore[attr-defined]
    assert rules[0] == rules[1]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "1000000 comments approved."),
        ("es", "1000000 de comentarios aprobados."),
        ("pt", "1000000 de comentários aprovados."),
        ("fr", "1000000 de commentaires approuvés."),
        ("de", "1000000 Kommentare freigegeben."),
    ],
)
def test_a_million_has_its_own_grammar(language: str, said: str) -> None:
    count = 1_000_000
    with translation.override(language):
        one, many = "%(count)d comment approved.", "%(count)d comments approved."
        assert ngettext(one, many, count) % {"count": count} == said
