"""A post's content as a small tree of elements, texts and shortcodes.

Lexbor reads HTML as browsers do. Block comments (`<!-- wp:… -->`) tell where newlines mean something: outside of
blocks, and in the classic block.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from . import shortcodes

MEDIA = {"iframe", "embed", "object", "video", "audio"}
DROPPED = {
    "script",
    "style",
    "form",
    "input",
    "button",
    "select",
    "textarea",
    "noscript",
    "template",
    "canvas",
    "svg",
    "math",
}
BLOCKS = set(
    "p div section article aside header footer main nav address center fieldset hgroup details summary "
    "h1 h2 h3 h4 h5 h6 ul ol li dl dt dd blockquote pre hr table thead tbody tfoot tr th td caption colgroup col "
    "figure figcaption".split()
)
_DEEPEST = 60  # levels; what is nested deeper is read as if it stood here
_HIGHEST = 100  # levels of elements and shortcodes together: those who read the tree call themselves for each
_CONTROLS = dict.fromkeys(range(9), None)  # taken out of texts: the first are marks of inline.py


@dataclass(slots=True)
class Node:
    """An element; or `#text`; or a shortcode (`#code`), with what it encloses as children."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: "list[Node]" = field(default_factory=list)
    text: str = ""
    newlines: bool = False  # of a classic post: its line breaks are meant
    height: int = 0  # how many levels are below it

    def words(self) -> str:
        """All text in it on one line."""
        parts: list[str] = []
        self._collect(parts)
        return " ".join("".join(parts).split())

    def _collect(self, parts: list[str]) -> None:
        if self.tag == "#text":
            parts.append(self.text)
        elif self.tag not in DROPPED:
            for child in self.children:
                child._collect(parts)
            if self.tag in BLOCKS or self.tag == "br":
                parts.append(" ")

    def find(self, *tags: str) -> "list[Node]":
        """All elements of these kinds in it, outermost first; not what is inside of them."""
        found: list[Node] = []
        for child in self.children:
            found.extend([child] if child.tag in tags else child.find(*tags))
        return found


def parse(html: str, notes: list[str]) -> Node:
    """The tree of a post's content. What was dropped already is added to the notes."""
    reader = _Reader(notes)
    # Without a body, comments at the beginning would stand before the document.
    body = LexborHTMLParser(f"<!doctype html><body>{html}").body
    for node in _walked(body) if body else ():
        if node is None:
            reader.end()
        elif node.is_comment_node:
            reader.comment((node.comment_content or "").strip())
        elif node.is_text_node:
            reader.text(node.text_content or "", first=_parts(node.prev), last=_parts(node.next))
        else:
            reader.start(node.tag or "", {name: value or "" for name, value in node.attributes.items()})
    return shortcodes_paired(reader.root)


def _parts(neighbour: LexborNode | None) -> bool:
    """Whether a paragraph ends at this neighbour of a text."""
    return neighbour is None or neighbour.tag in BLOCKS or neighbour.tag == "br" or bool(neighbour.is_comment_node)


def _walked(body: LexborNode) -> Iterator[LexborNode | None]:
    """All nodes in the body in their order; None where an element ends. No recursion: they may be nested deep."""
    node, depth = body.first_child, 1
    while node and depth:
        yield node
        if node.first_child:
            node, depth = node.first_child, depth + 1
            continue
        if node.is_element_node:
            yield None
        while node and depth and not node.next:
            node, depth = node.parent, depth - 1
            if depth:
                yield None
        node = node.next if node and depth else None


class _Reader:
    def __init__(self, notes: list[str]) -> None:
        self.root = Node("#root")
        self._open = [self.root]
        self._blocks: list[str] = []
        self._notes = notes
        self._too_deep = 0

    def _classic(self) -> bool:
        return not self._blocks or self._blocks[-1] == "freeform"

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if len(self._open) > _DEEPEST:
            self._too_deep += 1
            return
        node = Node(tag, attributes, newlines=self._classic())
        self._open[-1].children.append(node)
        self._open.append(node)

    def end(self) -> None:
        if self._too_deep:
            self._too_deep -= 1
        else:
            self._open.pop()

    def text(self, data: str, *, first: bool, last: bool) -> None:
        parent = self._open[-1]
        in_block = parent.tag in BLOCKS or parent is self.root
        data = data.translate(_CONTROLS)
        newlines = self._classic()
        verbatim = any(node.tag in ("pre", "code", *DROPPED) for node in self._open)
        for text, code in (
            [(data, None)] if verbatim else shortcodes.split(data, first=first and in_block, last=last and in_block)
        ):
            if text:
                parent.children.append(Node("#text", text=text, newlines=newlines))
            if code:
                parent.children.append(Node("#end" if code.closing else "#begin", {"name": code.name}, text=code.raw))

    def comment(self, data: str) -> None:
        words = data.split(None, 1)
        name = words[0] if words else ""
        if name.startswith("wp:"):
            self._block(name[3:].removeprefix("core/"), data)
        elif name.startswith("/wp:"):
            if self._blocks:
                self._blocks.pop()
        elif name in ("more", "nextpage"):
            self._notes.append(f"<!--{name}--> dropped")
            if not self._blocks:  # it parts paragraphs
                self._open[-1].children.append(Node("#text", text="\n\n", newlines=True))

    def _block(self, name: str, comment: str) -> None:
        if not comment.endswith("/"):
            self._blocks.append(name)
        elif name not in ("footnotes", "spacer", "separator"):
            self._notes.append(f"block that WordPress fills in dropped: {comment.strip(' /')[:120]}")


def shortcodes_paired(node: Node) -> Node:
    """The same tree, with what stands between `[x]` and `[/x]` moved into it, unless that made it too high."""
    paired: list[Node] = []
    begun: list[tuple[str, int]] = []  # name and place of each `[x]` that may still end
    waiting: Counter[str] = Counter()
    for child in node.children:
        name = child.attributes.get("name", "")
        if child.tag == "#end" and waiting[name]:
            place = _begin_of(name, begun, waiting)
            height = _height(paired[place + 1 :])
            if height < _HIGHEST:
                code = paired[place]
                code.tag, code.height, code.children = "#code", height, paired[place + 1 :]
                del paired[place + 1 :]
                continue
        if child.tag == "#begin":
            begun.append((name, len(paired)))
            waiting[name] += 1
        paired.append(shortcodes_paired(child))
    node.children, node.height = paired, _height(paired)
    return node


def _begin_of(name: str, begun: list[tuple[str, int]], waiting: "Counter[str]") -> int:
    """Where what ends here began. What began after it and has not ended stands alone."""
    while True:
        other, place = begun.pop()
        waiting[other] -= 1
        if other == name:
            return place


def _height(children: list[Node]) -> int:
    return max((child.height + 1 for child in children), default=0)
