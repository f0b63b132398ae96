"""Export files for tests: the smallest that are whole, and what reading one gives."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from harmblog.wordpress.reading.reader import read
from harmblog.wordpress.records import Comment, Item, Record, Report

HEAD = (
    '<?xml version="1.0" encoding="UTF-8" ?>\n'
    '<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"'
    ' xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    ' xmlns:wp="http://wordpress.org/export/1.2/">\n<channel>\n<title>Harm less</title>\n'
)
TAIL = "</channel>\n</rss>\n"


@dataclass
class Reading:
    """All that came of one file."""

    records: list[Record] = field(default_factory=list)
    report: Report = field(default_factory=Report)

    def of(self, kind: type) -> list[Any]:
        return [record for record in self.records if isinstance(record, kind)]

    @property
    def items(self) -> list[Item]:
        return self.of(Item)

    @property
    def comments(self) -> list[Comment]:
        return self.of(Comment)

    @property
    def titles(self) -> list[str]:
        return [item.title for item in self.items]


def item(title: str, inside: str = "", number: int = 1) -> str:
    return f"<item>\n<title>{title}</title>\n<wp:post_id>{number}</wp:post_id>\n{inside}</item>\n"


def comment(number: int, inside: str = "") -> str:
    return f"<wp:comment>\n<wp:comment_id>{number}</wp:comment_id>\n{inside}</wp:comment>\n"


def reading(folder: Path, content: str | bytes, **options: Any) -> Reading:
    """What reading a file of this content gives; a text without a head gets one."""
    if isinstance(content, str):
        content = (content if "<rss" in content else HEAD + content + TAIL).encode()
    path = folder / "export.xml"
    path.write_bytes(content)
    found = Reading()
    found.records = list(read(path, found.report, **options))
    return found
