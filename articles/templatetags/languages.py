"""What a page says of the language of a text: `lang` and `dir` where it is not the page's own."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from harmblog import language

from ..models import Article

register = template.Library()
register.filter("direction", language.direction)


@register.simple_tag
def its_language(article: Article) -> SafeString:
    """The attributes of an article's words on a page that is perhaps in another language."""
    way = language.direction(article.language)
    # "auto" forgives a text whose language nobody set; what is known to run from right to left needs no guess.
    way = way if way == "rtl" else "auto"
    if article.language == get_language():
        return format_html(' dir="{}"', way)
    return format_html(' lang="{}" dir="{}"', article.language, way)


@register.simple_tag
def page_language(article: Article) -> SafeString:
    """The attributes of the page's own words inside an article in another language."""
    own = get_language() or ""
    return format_html("" if own == article.language else ' lang="{}" dir="{}"', own, language.direction(own))


@register.filter
def titled(article: Article) -> str:
    """An article's title inside a sentence of the page."""
    if article.language == get_language():
        return article.title
    way = language.direction(article.language)
    return format_html('<bdi lang="{}" dir="{}">{}</bdi>', article.language, way, article.title)


@register.filter
def language_name(code: str) -> str:
    """A language in its own words."""
    return language.own_names().get(code, code)


@register.filter
def without(members: list[Article], article: Article) -> list[Article]:
    """The same group but for one."""
    return [one for one in members if one.pk != article.pk]
