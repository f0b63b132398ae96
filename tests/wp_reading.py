"""What a reader of WordPress sees of a post, told apart from how it is converted: blocks in order, with their words.

Another way to the same: the text is made paragraphs as WordPress makes them, then html5lib reads it.
"""

import re
import unicodedata
from xml.etree.ElementTree import Element

import html5lib

BLOCK = (
    "p|div|h[1-6]|ul|ol|li|dl|dt|dd|blockquote|pre|hr|table|thead|tbody|tfoot|tr|td|th|figure|figcaption|address|"
    "section"
)
OWN = {*(f"h{level}" for level in range(2, 7)), "li", "td", "th", "pre", "hr"}
LISTS = ("blockquote", "ul", "ol")
PARTING = {*BLOCK.replace("h[1-6]", "h1|h2|h3|h4|h5|h6").split("|"), "caption", "wp-p"}
GONE = {"script", "style", "form", "button"}

Seen = list[tuple[str, str]]


def autop(text: str) -> str:
    """Blank lines part paragraphs, and newlines break lines; not in `pre`."""
    kept: list[str] = []
    text = re.sub(r"(?s)<pre.*?</pre>", lambda found: f"<pre>{kept.append(found[0]) or len(kept) - 1}</pre>", text)
    text = re.sub(r"<br\s*/?>\s*<br\s*/?>", "\n\n", text)
    text = re.sub(rf"(</?(?:{BLOCK})\b[^>]*>)", r"\n\n\1\n\n", text)
    parts = [part.strip() for part in re.split(r"\n\s*\n", text)]
    inline = [part if re.match(rf"</?(?:{BLOCK})\b", part) else f"<wp-p>{part}</wp-p>" for part in parts if part]
    joined = "\n\n".join(re.sub(r"(?<!<br>)(?<!<br />)\n", "<br>", part) for part in inline)
    return re.sub(r"<pre>\s*(?:<wp-p>)?(\d+)(?:</wp-p>)?\s*</pre>", lambda found: kept[int(found[1])], joined)


def shortcodes_drawn(content: str) -> str:
    """The shortcodes that every WordPress has, as what it draws for them."""
    old_caption = r"""\[caption[^\]]*caption=['"]([^'"]*)['"][^\]]*\](.*?)\[/caption\]"""
    content = re.sub(old_caption, r"[caption]\2 \1[/caption]", content)
    content = re.sub(r"\[(/?)caption[^\]]*\]", lambda found: "</wp-c>\n\n" if found[1] else "\n\n<wp-c>", content)
    captioned = r"<wp-c>\s*((?:<a [^>]*>)?\s*<img[^>]*>(?:\s*</a>)?)(.*?)</wp-c>"
    content = re.sub(captioned, r"<div>\1<div>\2</div></div>", content)
    content = re.sub(r"\[audio\s+(\S+?)/?\]", r"<audio src='\1'></audio>", content)
    return re.sub(r"\[gallery[^\]]*\]|<!--(?:more|nextpage).*?-->", "\n\n", content)


def seen_in_wordpress(content: str) -> Seen:
    """The blocks that WordPress shows of a post's content."""
    content = shortcodes_drawn(content.replace("\r\n", "\n"))
    verse = r"(?s)<pre[^>]*verse[^>]*>(.*?)</pre>"  # a poem's stanzas are paragraphs here
    content = re.sub(verse, lambda found: f"<div>{autop(found[1])}</div>", content)
    if "<!-- wp:" in content:
        free = r"(?s)<!-- wp:(?:core/)?freeform[^>]*-->(.*?)<!-- /wp:(?:core/)?freeform -->"
        content = re.sub(free, lambda found: autop(found[1]), content)
    else:
        content = autop(content)
    root = html5lib.parseFragment(content, namespaceHTMLElements=False)
    for row in root.iter("tr"):
        if row.find("td") is not None:  # Markdown knows heads of columns only
            for cell in row.findall("th"):
                cell.tag = "td"
    return walk(root)


def seen_here(html: str) -> Seen:
    """The blocks of a rendered article."""
    return walk(html5lib.parseFragment(html, namespaceHTMLElements=False))


def walk(root: Element) -> Seen:
    """Each run of words with the kind of block it stands in; quotes and lists around it are part of the kind."""
    seen: Seen = []
    run: list[str] = []

    def flush(path: list[str]) -> None:
        words = " ".join(re.findall(r"\w+", unicodedata.normalize("NFKC", "".join(run))))
        run.clear()
        own = next((tag for tag in reversed(path) if tag in OWN), "p")
        if words or own == "hr":
            seen.append((">".join([*(tag for tag in path if tag in LISTS), own]), words))

    def visit(node: Element, path: list[str]) -> None:
        shown, inner = shown_as_link(node), [*path, kind(node)]
        in_cell = not {"td", "th"}.isdisjoint(path)  # all of a cell is one line
        parting = not in_cell and (bool(shown) or node.tag in PARTING)
        if parting:
            flush(path)
        run.append(shown or node.text or " " * (node.tag in PARTING or node.tag == "br"))
        for child in () if shown else node:
            if child.tag not in GONE and isinstance(child.tag, str):
                visit(child, inner)
            run.append((" " if child.tag in PARTING else "") + (child.tail or ""))
        if parting:
            flush(inner)

    visit(root, [])
    flush([])
    return seen


def kind(node: Element) -> str:
    """The tag that is here for it: no second h1, and galleries are no lists."""
    if "gallery" in node.get("class", ""):
        return "div"
    return "h2" if node.tag == "h1" else str(node.tag)


def shown_as_link(node: Element) -> str:
    """Images and media, which become links here where the site has no file."""
    if node.tag == "img":
        return f"Image {node.get('alt', '')}"
    if node.tag in ("audio", "video"):
        return f"{str(node.tag).title()} {node.get('src', '').rpartition('/')[2]}"
    return ""
