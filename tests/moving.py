"""Small export files for the tests of moving in, and the commands, as somebody types them."""

import io
from html import escape
from pathlib import Path
from typing import Any

from django.core.management import call_command

HEAD = """<?xml version="1.0" encoding="UTF-8" ?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>Old blog</title><link>https://old.example.org</link>
<description>Words</description><language>de-DE</language><wp:wxr_version>1.2</wp:wxr_version>
<wp:base_site_url>https://old.example.org</wp:base_site_url><wp:base_blog_url>https://old.example.org</wp:base_blog_url>
"""
ITEM = {"post_type": "post", "status": "publish", "comment_status": "open", "post_parent": 0, "is_sticky": 0}
COMMENT = {"comment_approved": 1, "comment_type": "", "comment_parent": 0, "comment_author": "Rita"}


def _fields(values: dict[str, Any]) -> str:
    return "".join(f"<wp:{name}>{escape(str(value))}</wp:{name}>" for name, value in values.items())


def comment(number: int | str, text: str = "It helped me.", **fields: Any) -> str:
    """One comment of a file."""
    date = "2020-02-03 04:05:06"
    values = {**COMMENT, "comment_id": number, "comment_date_gmt": date, "comment_content": text, **fields}
    return f"<wp:comment>{_fields(values)}</wp:comment>"


def item(number: int | str, *comments: str, title: str = "Sleep", body: str = "Some text.", **fields: Any) -> str:
    """One item of a file. `inside` is put in as it is."""
    inside, link = fields.pop("inside", ""), fields.pop("link", f"https://old.example.org/2019/05/sleep-{number}/")
    excerpt, creator = fields.pop("excerpt", ""), fields.pop("creator", "ann")
    dates = {"post_date": "2019-05-06 09:00:00", "post_date_gmt": "2019-05-06 07:00:00"}
    values = {**ITEM, **dates, "post_id": number, "post_name": f"sleep-{number}", **fields}
    return (
        f"<item><title>{escape(title)}</title><link>{escape(link)}</link><dc:creator>{creator}</dc:creator>"
        f"<content:encoded>{escape(body)}</content:encoded><excerpt:encoded>{escape(excerpt)}</excerpt:encoded>"
        f"{_fields(values)}{inside}{''.join(comments)}</item>\n"
    )


def author(number: int, login: str, name: str) -> str:
    """One author of a file."""
    return (
        f"<wp:author>{_fields({'author_id': number, 'author_login': login, 'author_display_name': name})}</wp:author>"
    )


def wxr(path: Path, *parts: str) -> Path:
    """A whole file."""
    path.write_text(HEAD + "".join(parts) + "</channel></rss>\n", encoding="utf-8")
    return path


def run(command: str, path: Path, **options: Any) -> str:
    """What the command says."""
    out = io.StringIO()
    call_command(command, str(path), stdout=out, **options)
    return out.getvalue()


def row(report: str, name: str) -> list[int]:
    """The numbers of one line of the table: came in, made, here already, left out."""
    line = next(line for line in report.splitlines() if line.startswith(f"{name}  "))
    return [int(number.replace(",", "")) for number in line[len(name) :].split()]
