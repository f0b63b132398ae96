"""Tables as Markdown's pipes, which know a head, rows and lines of text, and nothing else."""

from .context import Context
from .inline import inline, one_line
from .tree import Node


def table(node: Node, context: Context) -> list[str]:
    """One table. Without a head of its own it gets an empty one: Markdown has none without."""
    rows = [(row, [cell for cell in row.children if cell.tag in ("th", "td")]) for row in _rows(node)]
    cells = [[_cell(cell, context) for cell in row] for _, row in rows if row]
    if not any(any(row) for row in cells):
        return []
    first = next(row for _, row in rows if row)
    headed = all(cell.tag == "th" for cell in first) or any(
        child.tag == "thead" and child.find("tr") for child in node.children
    )
    if any(cell.attributes.keys() & {"rowspan", "colspan"} for _, row in rows for cell in row):
        context.note("cells of a table that span others are single now")
    width = max(map(len, cells))
    head, body = (cells[0], cells[1:]) if headed else ([], cells)
    lines = [head, ["---"] * width, *body]
    return ["\n".join("| " + " | ".join(row + [""] * (width - len(row))) + " |" for row in lines)]


def _rows(node: Node) -> list[Node]:
    parts = node.children
    order = [part for kind in ("thead", "tbody", "tr", "tfoot") for part in parts if part.tag == kind]
    return [row for part in order for row in ([part] if part.tag == "tr" else part.find("tr"))]


def _cell(node: Node, context: Context) -> str:
    return one_line(inline(_flat(node.children), context), context).replace("|", "\\|")


def _flat(nodes: list[Node]) -> list[Node]:
    """Blocks in a cell, as text in one line."""
    flat: list[Node] = []
    for node in nodes:
        if node.tag in ("p", "div", "li", "ul", "ol"):
            flat += [*_flat(node.children), Node("br")]
        else:
            flat.append(node)
    return flat
