"""Elements within a paragraph as Markdown: what is text stays text, letter for letter.

Until a paragraph is finished four marks stand in it: where it ends, a `<br>` of a classic post (two end the paragraph),
a newline of one, and a `<br>` of a block, which is only that.
"""

import re
import unicodedata

from . import shortcodes
from .context import Context
from .emphasis import emphasis, stands_alone, words_shown
from .escape import ENTITY, escaped, line_starts_escaped
from .tree import DROPPED, Node

PARAGRAPH, BREAK, NEWLINE, HARD = "\x00", "\x01", "\x02", "\x03"
_ANY_BREAK = f"[{BREAK}{NEWLINE}{HARD}]"

_MARKS = {"strong": "**", "b": "**", "em": "*", "i": "*", "cite": "*", "dfn": "*", "var": "*"}
_STRUCK = {"del": "~~", "s": "~~", "strike": "~~"}
_CODE = {"code", "kbd", "samp", "tt"}
_SCHEME = re.compile(r"[\x00-\x20]*([A-Za-z][\w+.\s-]*):")
ALONE = re.compile(r"https?://\S+")
_SUPERSCRIPTS = str.maketrans("0123456789+-=()abcdefghijklmnoprstuvwxyz", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ")
_SUBSCRIPTS = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")


def inline(nodes: list[Node], context: Context) -> str:
    """The Markdown of a run of texts and inline elements, with marks. Where Markdown cannot say the emphasis (it judges
    by the neighbours of an asterisk), the words come without it.
    """
    footnotes, hidden = len(context.footnotes), len(context.hidden)
    context.marked = False
    run = _run(nodes, context)
    if not context.marked:
        return run
    del context.footnotes[footnotes:], context.hidden[hidden:]
    context.plain = True
    plain = _run(nodes, context)
    context.plain = False
    if words_shown(run, rich=context.rich) == words_shown(plain, rich=context.rich):
        return run
    context.note(f"emphasis dropped: {node_words(nodes)[:60]}")
    return plain


def _run(nodes: list[Node], context: Context) -> str:
    out = ""
    nodes = _joined(nodes, context)
    for place, node in enumerate(nodes):
        after = _first(nodes[place + 1]) if place + 1 < len(nodes) else ""
        out += _one(node, out[-1:], after, context)
    return out


def _first(node: Node) -> str:
    """The character that an element begins with."""
    while node.children:
        node = node.children[0]
    return node.text[:1] if node.tag == "#text" else ""


def _joined(nodes: list[Node], context: Context) -> list[Node]:
    """Neighbours with the same emphasis as one: their asterisks would run into each other."""
    joined: list[Node] = []
    for node in nodes:
        mark = _mark(node, context)
        if mark and joined and _mark(joined[-1], context) == mark:
            joined[-1] = Node(node.tag, node.attributes, joined[-1].children + node.children)
        else:
            joined.append(node)
    return joined


def _mark(node: Node, context: Context) -> str:
    if context.rich and node.tag in _CODE:
        return "`"
    return _MARKS.get(node.tag, "") or (_STRUCK.get(node.tag, "") if context.rich else "")


def node_words(nodes: list[Node]) -> str:
    """All text of the nodes on one line."""
    return " ".join(filter(None, (node.words() for node in nodes)))


def paragraphs(run: str, context: Context) -> list[str]:
    """A finished run without its marks, one string a paragraph."""
    run = re.sub(rf"{BREAK}\s*{NEWLINE}|{NEWLINE}\s*{BREAK}", BREAK, run)
    run = re.sub(rf"{BREAK}(?:\s*{BREAK})+", PARAGRAPH, run)
    found = []
    for part in run.split(PARAGRAPH):
        lines = [line.strip() for line in re.split(_ANY_BREAK, part)]
        text = "\n".join(lines).strip()
        if context.rich and ALONE.fullmatch(address := re.sub(r"\\(.)", r"\1", text)):
            found.append(link_to(text, address, context))
        elif text:
            text = line_starts_escaped(text, rich=context.rich)
            found.append(re.sub(r"\n", r"\\\n", text) if context.rich else re.sub(r"\n+", "\n", text))
    return found


def one_line(run: str, context: Context) -> str:
    """A finished run where no break can be: in a heading, a table's cell, a link's text."""
    return " ".join(re.sub(f"[{PARAGRAPH}{BREAK}{NEWLINE}{HARD}]", " ", run).split(" ")).strip()


def _one(node: Node, before: str, after: str, context: Context) -> str:
    tag = node.tag
    if tag == "#text":
        return _text(node, context)
    if tag in ("#begin", "#end", "#code"):
        return _shortcode(node, context)
    if tag == "br":
        return BREAK if node.newlines else HARD
    if tag in DROPPED:
        context.note(f"<{tag}> dropped")
        return ""
    mark = _mark(node, context)
    if mark == "`":
        context.marked = True
        return _code(node) if not context.plain else _plainly(node)
    if mark:
        return _marked(node, mark, before, after, context)
    special = {"a": _link, "sup": _raised, "sub": _raised, "img": _smiley, "q": _quoted}.get(tag)
    return special(node, context) if special else _run(node.children, context)


def _text(node: Node, context: Context) -> str:
    text = node.text
    if not node.newlines:
        return escaped(re.sub(r"[ \t\n]+", " ", text), rich=context.rich)
    text = escaped(re.sub(r"[ \t]+", " ", text), rich=context.rich)
    return re.sub(r" ?\n ?", NEWLINE, re.sub(r"\n\s*\n", PARAGRAPH, text))


def _plainly(node: Node) -> str:
    return escaped(re.sub(r"\s+", " ", _raw(node)), rich=True)


def _raw(node: Node) -> str:
    return "".join(part.text for part in _texts(node))


def _code(node: Node) -> str:
    raw = _raw(node)
    text = " ".join(raw.split())
    if not text:
        return raw
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", text)), default=0))
    gap = " " if text[0] == "`" or text[-1] == "`" else ""
    return f"{' ' * raw[0].isspace()}{fence}{gap}{text}{gap}{fence}{' ' * raw[-1].isspace()}"


def _texts(node: Node) -> list[Node]:
    if node.tag == "br":
        return [Node("#text", text=" ")]
    return [node] if node.tag == "#text" else [text for child in node.children for text in _texts(child)]


def link_to(label: str, href: str, context: Context) -> str:
    """A link with a finished label."""
    target = context.link(href).strip()
    target = re.sub(r"[\s<>\\]", lambda found: f"%{ord(found[0]):02X}", target)
    target = ENTITY.sub(r"\\&", target)
    if not target or "(" in target or ")" in target:
        target = f"<{target}>"
    return f"[{label}]({target})"


def _link(node: Node, context: Context) -> str:
    inner = _run(node.children, context)
    label = one_line(inner, context)
    href = node.attributes.get("href", "").strip()
    if not label or not href:
        return inner
    scheme = _SCHEME.match(href)
    if scheme and scheme[1].lower() not in ("http", "https", "mailto", "tel"):
        context.note(f"link dropped: {href[:60]}")
        return inner
    space = inner[:1] == " ", inner[-1:] == " "
    return f"{' ' * space[0]}{link_to(label, href, context)}{' ' * space[1]}"


def _raised(node: Node, context: Context) -> str:
    if identity := node.attributes.get("data-fn"):
        return footnote(escaped(context.footnote_texts.get(identity, ""), rich=True), context)
    text = node.words()
    small = text if len(text) > 3 else text.translate(_SUPERSCRIPTS if node.tag == "sup" else _SUBSCRIPTS)
    if unicodedata.normalize("NFKC", small) != small and not any(small[i] == c for i, c in enumerate(text) if c != " "):
        return small
    if text:
        context.note(f"<{node.tag}> kept as plain text: {text[:60]}")
    return _run(node.children, context)


def _quoted(node: Node, context: Context) -> str:
    return f"“{_run(node.children, context)}”"


def _smiley(node: Node, context: Context) -> str:
    return escaped(node.attributes.get("alt", ""), rich=context.rich)


def _shortcode(node: Node, context: Context) -> str:
    name = node.attributes["name"]
    if not context.rich:
        return escaped(node.text, rich=False) + _run(node.children, context)
    if name in shortcodes.FOOTNOTES and node.tag == "#code":
        return footnote(one_line(_run(node.children, context), context), context)
    if name not in shortcodes.KNOWN:
        context.note(f"unknown shortcode: {node.text[:120]}")
        context.hidden.append(node.text)
    return _run(node.children, context)


def footnote(text: str, context: Context) -> str:
    """A reference to a new footnote with this Markdown."""
    if not text:
        context.note("footnote without a text dropped")
        return ""
    context.footnotes.append(text)
    return f"[^{len(context.footnotes)}]"


# --- Emphasis ---------------------------------------------------------------------------------------------------------


def _marked(node: Node, mark: str, before: str, after: str, context: Context) -> str:
    """Emphasis around each paragraph's words."""
    if mark in context.marks or context.plain:
        return _run(node.children, context)
    context.marks.append(mark)
    inner = _run(node.children, context)
    context.marks.pop()
    context.marked = context.marked or not stands_alone(inner, before, after)
    parts = re.split(f"([{PARAGRAPH}{BREAK}{NEWLINE}{HARD}])", inner)
    return "".join(emphasis(part, mark, before, after) for part in parts)
