"""Writes large WordPress export files, to measure with: `python -m tests.wxr_generator FILE --comments 200000`."""

import argparse
import datetime as dt
import random
from collections.abc import Iterator
from pathlib import Path

WORDS = (
    "night slow morning water phone friend breath nurse kit street dose sleep window letter week door help quiet "
    "hands bus coffee talk rain doctor plan sister tea month room small bread test result walk garden number hour"
).split()
START = dt.datetime(2012, 1, 1, tzinfo=dt.UTC)
HEAD = """<?xml version="1.0" encoding="UTF-8" ?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wfw="http://wellformedweb.org/CommentAPI/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>Old blog</title><link>https://blog.example.org</link><description>Words</description>
<language>en-US</language><wp:wxr_version>1.2</wp:wxr_version>
<wp:base_site_url>https://blog.example.org</wp:base_site_url>
<wp:base_blog_url>https://blog.example.org</wp:base_blog_url>
<wp:author><wp:author_id>1</wp:author_id><wp:author_login><![CDATA[ann]]></wp:author_login>
<wp:author_email><![CDATA[ann@example.org]]></wp:author_email>
<wp:author_display_name><![CDATA[Ann Author]]></wp:author_display_name></wp:author>
"""


def write_wxr(path: Path, *, comments: int, articles: int) -> None:
    """Comments spread evenly over articles; two in five are replies, some to a comment that comes later."""
    chance = random.Random(comments)
    with path.open("w", encoding="utf-8") as file:
        file.write(HEAD)
        for number in range(articles):
            own = range(number * comments // articles, (number + 1) * comments // articles)
            file.write(_article(number + 1, chance))
            file.writelines(_comments(own, chance))
            file.write("</item>\n")
        file.write("</channel></rss>\n")


def _words(chance: random.Random, count: int) -> str:
    return " ".join(chance.choices(WORDS, k=count)).capitalize() + "."


def _article(number: int, chance: random.Random) -> str:
    date = START + dt.timedelta(hours=number)
    body = "\n\n".join(_words(chance, 60) for _ in range(6))
    return f"""<item><title>{_words(chance, 4)[:-1]}</title><link>https://blog.example.org/{date:%Y/%m}/a{number}/</link>
<dc:creator><![CDATA[ann]]></dc:creator><content:encoded><![CDATA[{body}]]></content:encoded>
<wp:post_id>{number}</wp:post_id><wp:post_date>{date:%F %T}</wp:post_date>
<wp:post_date_gmt>{date:%F %T}</wp:post_date_gmt><wp:comment_status>open</wp:comment_status>
<wp:post_name>a{number}</wp:post_name><wp:status>publish</wp:status>
<wp:post_parent>0</wp:post_parent><wp:post_type>post</wp:post_type><wp:post_password></wp:post_password>
<wp:is_sticky>0</wp:is_sticky>
"""


def _comments(numbers: range, chance: random.Random) -> Iterator[str]:
    for number in numbers:
        date = START + dt.timedelta(minutes=number)
        parent = chance.choice(numbers) + 1 if chance.random() < 0.4 else 0
        state = chance.choices(["1", "0", "trash", "spam"], [90, 5, 3, 2])[0]
        paragraphs = "\n\n".join(_words(chance, chance.choice([8, 20, 40])) for _ in range(chance.choice([1, 1, 2])))
        yield f"""<wp:comment><wp:comment_id>{number + 1}</wp:comment_id>
<wp:comment_author><![CDATA[{chance.choice(WORDS).title()}]]></wp:comment_author>
<wp:comment_author_email><![CDATA[reader{number % 5000}@mail.example.org]]></wp:comment_author_email>
<wp:comment_author_url></wp:comment_author_url>
<wp:comment_author_IP><![CDATA[192.0.2.{number % 250}]]></wp:comment_author_IP>
<wp:comment_date><![CDATA[{date:%F %T}]]></wp:comment_date>
<wp:comment_date_gmt><![CDATA[{date:%F %T}]]></wp:comment_date_gmt>
<wp:comment_content><![CDATA[{paragraphs}]]></wp:comment_content>
<wp:comment_approved><![CDATA[{state}]]></wp:comment_approved><wp:comment_type><![CDATA[comment]]></wp:comment_type>
<wp:comment_parent>{parent}</wp:comment_parent><wp:comment_user_id>0</wp:comment_user_id></wp:comment>
"""


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--comments", type=int, default=200_000)
    parser.add_argument("--articles", type=int, default=500)
    given = parser.parse_args()
    write_wxr(given.file, comments=given.comments, articles=given.articles)
