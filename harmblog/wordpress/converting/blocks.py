"""Block elements as Markdown: each function gives the blocks that an element becomes, one string each."""

import re
from collections.abc import Callable

from . import shortcodes
from .context import Context
from .escape import escaped
from .inline import ALONE, inline, link_to, node_words, one_line, paragraphs
from .media import image, media_link, note_link, picture
from .tables import table
from .tree import BLOCKS, DROPPED, MEDIA, Node

_HEADINGS = {f"h{level}": "#" * max(2, level) for level in range(1, 7)}
_SHOWN = {"caption", "wp_caption", "gallery", "embed", "audio", "video", "playlist"}
_NUMBERED = re.compile(r"\d+\. ")
_MEDIA_NAMES = {"audio": "Audio", "video": "Video", "playlist": "Playlist"}


def blocks(nodes: list[Node], context: Context) -> list[str]:
    """The Markdown of a list of nodes, one string a block."""
    found: list[str] = []
    run: list[Node] = []

    def flush() -> None:
        if run:
            found.extend(_paragraphs(run, context))
            run.clear()

    for node in nodes:
        if is_block(node, context):
            flush()
            made = _block(node, context)
            if made and found:
                made[0] = _apart(found[-1], made[0])
            found.extend(made)
        else:
            run.append(node)
    flush()
    return found


def _apart(before: str, block: str) -> str:
    """A list that follows another of its kind gets other markers, or the two would be one."""
    if before.startswith("- ") and block.startswith("- "):
        return re.sub("(?m)^- ", "* ", block)
    if _NUMBERED.match(before) and _NUMBERED.match(block):
        return re.sub(r"(?m)^(\d+)\. ", r"\1) ", block)
    return block


def is_block(node: Node, context: Context) -> bool:
    """Whether it parts the text around it: a block, an image, something to play, or an element around one."""
    if node.tag == "img":
        return context.rich and "wp-smiley" not in node.attributes.get("class", "")
    if node.tag in ("#begin", "#code") and node.attributes["name"] in _SHOWN:
        return context.rich
    if node.tag in BLOCKS or node.tag in MEDIA:
        return True
    return node.tag not in DROPPED and any(is_block(child, context) for child in node.children)


def _paragraphs(run: list[Node], context: Context) -> list[str]:
    return paragraphs(inline(run, context), context) + hidden_shortcodes(context)


def hidden_shortcodes(context: Context) -> list[str]:
    """Shortcodes that nothing here understands: for the editor to see, not for the reader."""
    lines = []
    for raw in context.hidden:
        quoted = re.sub(r"[\\()]", r"\\\g<0>", " ".join(raw.split()))
        lines.append(f"[//]: # ({quoted})")
    context.hidden.clear()
    return lines


def _block(node: Node, context: Context) -> list[str]:
    tag = node.tag
    if tag in _HEADINGS and context.rich:
        return _heading(node, context)
    if tag in ("#begin", "#code"):
        return _shown(node, context)
    if tag in MEDIA:
        return media(node, context)
    if tag == "table" and context.rich:
        return table(node, context) + hidden_shortcodes(context) + _captions(node, "caption", context)
    makers: dict[str, Callable[[Node, Context], list[str]]] = {
        "ul": _list,
        "ol": _list,
        "blockquote": _quote,
        "pre": _pre,
        "hr": _rule,
        "figure": _figure,
        "img": picture,
        "a": _link_around,
        "dt": _term,
        "summary": _term,
    }
    return makers[tag](node, context) if tag in makers else blocks(node.children, context)


def _heading(node: Node, context: Context) -> list[str]:
    images = [img for img in node.find("img") if is_block(img, context)]
    pictures = [block for img in images for block in picture(img, context)]
    text = one_line(inline([child for child in node.children if child.tag != "img"], context), context)
    text = re.sub(r"(^|\s)(#+)$", r"\1\\\2", text)
    return ([f"{_HEADINGS[node.tag]} {text}"] if text else []) + pictures + hidden_shortcodes(context)


def _term(node: Node, context: Context) -> list[str]:
    text = one_line(inline(node.children, context), context)
    return [f"**{text}**"] if text and "*" not in text else [text] if text else []


def _rule(node: Node, context: Context) -> list[str]:
    return ["---"] if context.rich else []


def _quote(node: Node, context: Context) -> list[str]:
    inner = blocks(node.children, context)
    return ["\n".join(f"> {line}".rstrip() for line in "\n\n".join(inner).split("\n"))] if inner else []


def _pre(node: Node, context: Context) -> list[str]:
    if "wp-block-verse" in node.attributes.get("class", "") or not context.rich:
        for text in _all_texts(node):
            text.newlines = True
        return paragraphs(inline(node.children, context), context)
    code = "".join(text.text if text.tag == "#text" else "\n" for text in _all_texts(node)).strip("\n")
    fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", code)), default=0))
    return [f"{fence}\n{code}\n{fence}"] if code.strip() else []


def _all_texts(node: Node) -> list[Node]:
    if node.tag in ("#text", "br"):
        return [node]
    return [text for child in node.children for text in _all_texts(child)]


# --- Lists ------------------------------------------------------------------------------------------------------------


def _list(node: Node, context: Context) -> list[str]:
    if "gallery" in node.attributes.get("class", ""):
        return blocks(node.children, context)
    start = node.attributes.get("start", "")
    number = int(start) if re.fullmatch(r"\d{1,8}", start) else 1
    items: list[list[str]] = []
    for child in node.children:
        if child.tag == "li":
            items.append(["___" if block == "---" else block for block in blocks(child.children, context)])
        elif child.tag in ("ul", "ol") and items:  # where it should stand in the item before it
            items[-1].extend(_list(child, context))
        elif inner := blocks([child], context):
            items.append(inner)
    loose = any(_needs_room(item) for item in items)
    lines = []
    for place, item in enumerate(item for item in items if item):
        marker = f"{number + place}. " if node.tag == "ol" else "- "
        text = ("\n\n" if loose else "\n").join(item)
        indented = re.sub(r"\n(?=[^\n])", "\n" + " " * len(marker), text)
        lines.append(marker + indented)
    return [("\n\n" if loose else "\n").join(lines)] if lines else []


_LIST = re.compile(r"(?:- |1\. )")  # these may follow a text directly; a list that begins at 3 may not


def _needs_room(item: list[str]) -> bool:
    return any(not _LIST.match(block) for block in item[1:])


# --- Images and other media -------------------------------------------------------------------------------------------


def _link_around(node: Node, context: Context) -> list[str]:
    note_link(node, context)
    return blocks(node.children, context)


def _figure(node: Node, context: Context) -> list[str]:
    inner = [child for child in node.children if child.tag != "figcaption"]
    captions = [child for child in node.children if child.tag == "figcaption"]
    pictures = [picture for child in inner for picture in ([child] if child.tag == "img" else child.find("img"))]
    if "wp-block-embed" in node.attributes.get("class", "") and ALONE.fullmatch(address := node_words(inner)):
        shown = [link_to(escaped(address, rich=context.rich), address, context)]
    elif len(pictures) == 1 and not any(child.find("figure") for child in inner):
        caption = " ".join(child.words() for child in captions)
        around = [child for child in inner if child.tag == "a"]
        for link in around:
            note_link(link, context)
        return picture(pictures[0], context, caption)
    else:
        shown = blocks(inner, context)
    return shown + [block for child in captions for block in blocks(child.children, context)]


def _captions(node: Node, tag: str, context: Context) -> list[str]:
    return [block for child in node.find(tag) for block in blocks(child.children, context)]


def media(node: Node, context: Context) -> list[str]:
    """Something to play or an embedded page, as a link to it."""
    get = node.attributes.get
    source = get("src") or get("data-src") or get("data") or ""
    for child in node.find("source", "embed"):
        source = source or child.attributes.get("src", "")
    inner = blocks([child for child in node.children if child.tag not in ("source", "track", "embed")], context)
    if node.tag in ("iframe", "audio", "video"):
        inner = []  # what browsers of old would have shown instead
    return media_link(source, _MEDIA_NAMES.get(node.tag, "Embedded"), context) + inner


# --- Shortcodes that are understood -----------------------------------------------------------------------------------


def _shown(node: Node, context: Context) -> list[str]:
    name, given = node.attributes["name"], shortcodes.attributes(node.text)
    if name in ("caption", "wp_caption"):
        return _caption(node, given, context)
    if name == "gallery":
        identities = re.findall(r"\d+", given.get("ids", "") or given.get("include", ""))
        identities = identities or list(context.attached)
        if not identities:
            context.note(f"gallery of all images of the article: {node.text[:120]}")
            context.hidden.append(node.text)
        return [b for identity in identities for b in image("", identity, "", "", context)] + hidden_shortcodes(context)
    source = given.get("src") or next((v for k, v in given.items() if ALONE.match(v)), "") or node_words(node.children)
    if name in ("audio", "video") and not source:
        source = next((found[0] for found in re.finditer(r"https?://[^\s\"'\]]+", node.text)), "")
    if name == "playlist":
        context.note(f"playlist: {node.text[:120]}")
        context.hidden.append(node.text)
        return hidden_shortcodes(context)
    return media_link(source, _MEDIA_NAMES.get(name, "Embedded"), context)


def _caption(node: Node, given: dict[str, str], context: Context) -> list[str]:
    pictures = [child for child in node.children if child.tag == "img"] or Node("", children=node.children).find("img")
    caption = given.get("caption") or node_words(node.children)
    identity = re.sub(r"\D", "", given.get("id", ""))
    if len(pictures) != 1:
        return blocks(node.children, context)
    for link in Node("", children=node.children).find("a"):
        if link.find("img"):
            note_link(link, context)
    return picture(pictures[0], context, caption, identity)
