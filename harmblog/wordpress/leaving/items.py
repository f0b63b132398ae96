"""One item of an export: an article, an image, or what only a site like this one has a place for."""

import re
from collections.abc import Mapping
from typing import Any

from django.conf import settings

from articles.images import file_names
from articles.models import Article, Image, Redirect

from .elements import cdata, dates, element, filed_under, meta, our_meta, published, words

_ADDRESS = re.compile(r'\b(src|href)="/(?!/)')
_SRCSET = re.compile(r'\bsrcset="[^"]*"')
_ROOT = re.compile(r'("|, )/(?!/)')


def absolute(html: str) -> str:
    """HTML whose links and images lead here from wherever it is shown."""
    html = _ADDRESS.sub(rf'\1="{settings.SITE_URL}/', html)
    return _SRCSET.sub(lambda found: _ROOT.sub(rf"\1{settings.SITE_URL}/", found[0]), html)


def status_of(article: Article) -> str:
    """WordPress' word for it."""
    if article.status == Article.Status.DRAFT:
        return "draft"
    return "future" if article.is_scheduled else "publish"


def _item(number: int, title: str, link: str, creator: str, content: str, excerpt: str) -> str:
    return (
        words("title", title)
        + element("link", link)
        + cdata("dc:creator", creator)
        + f'<guid isPermaLink="false">{settings.SITE_URL}/export/{number}</guid>\n'
        + element("description")
        + cdata("content:encoded", content)
        + words("excerpt:encoded", excerpt)
        + element("wp:post_id", number)
    )


def _state(*, slug: str, status: str, kind: str, comments: bool = False, sticky: bool = False) -> str:
    return (
        element("wp:comment_status", "open" if comments else "closed")
        + element("wp:ping_status", "closed")
        + cdata("wp:post_name", slug)
        + element("wp:status", status)
        + element("wp:post_parent", 0)
        + element("wp:menu_order", 0)
        + element("wp:post_type", kind)
        + element("wp:post_password")
        + element("wp:is_sticky", int(sticky))
    )


def our_item(article: Article, numbers: Mapping[int, int], login: str) -> str:
    """An article or page, without the tags around it: its comments follow."""
    link = settings.SITE_URL + article.get_absolute_url()
    kind = "page" if article.kind == Article.Kind.PAGE else "post"
    topics = sorted(article.topics.all(), key=lambda topic: (not topic.is_featured, topic.pk))
    return (
        _item(numbers[article.pk], article.title, link, login, absolute(article.body_html), article.summary)
        + published(article.published_at)
        + dates("wp:post_date", article.published_at)
        + dates("wp:post_modified", article.updated_at)
        + _state(
            slug=article.slug,
            status=status_of(article),
            kind=kind,
            comments=article.comments_open,
            sticky=article.is_pinned,
        )
        + "".join(filed_under("category" if t.is_featured else "post_tag", t.slug, t.name) for t in topics)
        + our_meta("post", _only_here(article, numbers))
    )


def _only_here(article: Article, numbers: Mapping[int, int]) -> dict[str, Any]:
    paths = Redirect.objects.filter(article=article).order_by("old_path").values_list("old_path", flat=True)
    return {
        "body": article.body,
        "summary": article.summary,
        "content_note": article.content_note,
        "language": article.language,
        "reviewed_on": str(article.reviewed_on or ""),
        "comments_close_on": str(article.comments_close_on or ""),
        "translation_of": str(numbers.get(article.translation_of_id or 0, "")),
        "old_paths": list(paths),
    }


def image_item(image: Image, number: int, login: str) -> str:
    """An image, by the address of its largest file."""
    name = list(file_names(image).values())[-1]
    url = f"{settings.MEDIA_URL}{name}"
    url = url if url.startswith("http") else settings.SITE_URL + url
    alt = "" if image.is_decorative else image.alt
    return (
        "<item>\n"
        + _item(number, alt or image.key, url, login, "", "")
        + published(image.uploaded_at)
        + dates("wp:post_date", image.uploaded_at)
        + _state(slug=image.key, status="inherit", kind="attachment")
        + cdata("wp:attachment_url", url)
        + meta("post", "_wp_attachment_image_alt", alt)
        + our_meta("post", {"key": image.key, "alt": alt})
        + "</item>\n"
    )


def library_item(number: int, kind: str, login: str, data: dict[str, Any]) -> str:
    """Something that WordPress knows nothing of."""
    return (
        "<item>\n"
        + _item(number, f"{kind} {number}", settings.SITE_URL, login, "", "")
        + _state(slug=f"harmblog-{kind}-{number}", status="private", kind=f"harmblog_{kind}")
        + our_meta("post", data)
        + "</item>\n"
    )
