"""What machines read of an article (schema.org, as JSON-LD)."""

import json
import re
from html import unescape
from typing import Any
from urllib.parse import urljoin

from django import template
from django.conf import settings
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from ..library import cited_by
from ..models import Article, Profile, Source
from ..sources import OTHERS, author_lines, doi_url

register = template.Library()
TYPES = {
    Source.Kind.ARTICLE: "ScholarlyArticle",
    Source.Kind.BOOK: "Book",
    Source.Kind.CHAPTER: "Chapter",
    Source.Kind.REPORT: "Report",
    Source.Kind.WEB: "WebPage",
}
# As Django's json_script does: no text can end the element that holds it.
ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


@register.simple_tag(takes_context=True)
def article_json_ld(context: Context, article: Article) -> SafeString:
    """An article's or a page's structured data."""
    address = settings.SITE_URL + article.get_absolute_url()
    publisher = {"@type": "Organization", "name": context["SITE"].name, "url": settings.SITE_URL}
    about: dict[str, Any] = {
        "headline": article.title,
        "description": article.summary,
        "datePublished": article.published_at.isoformat() if article.published_at else None,
        "dateModified": article.updated_at.isoformat(),
        "publisher": publisher,
        "inLanguage": article.language,
        "image": _images(article.body_html),
        "citation": [_citation(source) for source in cited_by(article)],
    }
    if article.kind == Article.Kind.PAGE:
        return _block("WebPage", name=article.title, url=address, **about)
    profile = getattr(article.author, "profile", None)
    author = {"@type": "Person", "name": article.byline, **_address(profile)} if article.byline else publisher
    topics = [topic.name for topic in article.topics.all()]
    return _block("Article", author=author, mainEntityOfPage=address, keywords=topics, **about)


@register.simple_tag
def profile_json_ld(profile: Profile) -> SafeString:
    """An author's structured data."""
    about = {"description": profile.summary} if profile.summary else {}
    return _block("ProfilePage", mainEntity={"@type": "Person", "name": profile.name, **about, **_address(profile)})


def _address(profile: Profile | None) -> dict[str, str]:
    return {"url": settings.SITE_URL + profile.get_absolute_url()} if profile else {}


def _block(kind: str, **data: Any) -> SafeString:
    """A data block, which no browser runs."""
    known = {name: value for name, value in data.items() if value not in (None, [], "")}
    text = json.dumps({"@context": "https://schema.org", "@type": kind, **known}, ensure_ascii=False)
    safe = mark_safe(text.translate(ESCAPES))  # noqa: S308 - escaped
    return format_html('<script type="application/ld+json">{}</script>', safe)


def _images(html: str) -> list[str]:
    """The first image of a text in each of its sizes. The markup is our own, so its form is known."""
    found = re.search(r'<img src="[^"]*" srcset="([^"]*)"', html)
    addresses = [part.split()[0] for part in unescape(found[1]).split(",")] if found else []
    return [urljoin(settings.SITE_URL, address) for address in addresses]


def _citation(source: Source) -> dict[str, Any]:
    """A source as schema.org describes works; what is not known is left out."""
    words = {
        "@type": TYPES.get(Source.Kind(source.kind), "CreativeWork"),
        "name": source.title,
        "author": [_author(line) for line in author_lines(source) if line != OTHERS],
        "datePublished": source.year,
        "isPartOf": {"@type": "CreativeWork", "name": source.container} if source.container else None,
        "sameAs": doi_url(source),
        "url": source.url,
    }
    return {name: value for name, value in words.items() if value}


def _author(line: str) -> dict[str, str]:
    family, comma, given = line.partition(", ")
    if line.startswith("{") or not comma:
        return {"@type": "Organization", "name": line.strip("{}")}
    return {"@type": "Person", "name": f"{given} {family}", "familyName": family, "givenName": given}
