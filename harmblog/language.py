"""Which language a page speaks, and what each language is called and which way it is written.

A page is the same bytes for every reader, so nothing here asks who reads: what belongs to an article speaks the
article's language, everything else the site's. Staff alone are spoken to in the language of their browser.
"""

from django.conf import settings
from django.conf.locale import LANG_INFO
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from .security import GetResponse, is_staff_page


def own_names() -> dict[str, str]:
    """Every language that Django knows, by code, in its own words; those that the site itself speaks come first."""
    known = {code: info["name_local"] for code, info in LANG_INFO.items() if "name_local" in info}
    others = sorted((name[:1].upper() + name[1:], code) for code, name in known.items())
    return {**dict(settings.LANGUAGES), **{code: name for name, code in others if code not in dict(settings.LANGUAGES)}}


def direction(language: str) -> str:
    """`rtl` or `ltr`, the values of HTML's dir."""
    known = LANG_INFO.get(language) or LANG_INFO.get(language.partition("-")[0], {})
    return "rtl" if known.get("bidi") else "ltr"


def interface_of(language: str) -> str:
    """The language of the words around a text: its own where the site speaks it, otherwise the site's."""
    spoken = dict(settings.LANGUAGES)
    return next((code for code in (language, language.partition("-")[0]) if code in spoken), settings.LANGUAGE_CODE)


def speaking(language: str) -> translation.override:
    """`with speaking(article.language):` the words inside are those that go with a text in this language. Render
    inside: labels and errors of a form are translated when they are printed, not when they are made.
    """
    return translation.override(interface_of(language))


def speak(get_response: GetResponse) -> GetResponse:
    """Public pages speak the site's language, staff pages the browser's. It ends with the answer, so that no thread
    carries a language into the next request.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        staff = is_staff_page(request)
        language = translation.get_language_from_request(request) if staff else settings.LANGUAGE_CODE
        with translation.override(language, deactivate=True):
            return get_response(request)

    return middleware
