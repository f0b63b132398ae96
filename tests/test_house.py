"""The rules that keep the house simple, read from the source: who may import, write, open and read what."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from .canary import url_map
from .conftest import account

pytestmark = pytest.mark.one_database

ROOT = Path(settings.BASE_DIR)
APPS = ("harmblog", "articles", "comments")
LONGEST_FILE, LONGEST_FUNCTION = 250, 40  # lines
# Small tools of harmblog, which both apps may use.
LEAVES = (
    "pagecache pages freed markup models security block language logs text htmltext navigation theme typed converters "
    "desk replica counters patience prepared bulk stores databases away turns"
).split()


@cache
def modules() -> dict[str, ast.Module]:
    """The site's own modules by dotted name, without migrations."""
    files = [file for app in APPS for file in (ROOT / app).rglob("*.py") if "migrations" not in file.parts]
    assert len(files) > 20
    return {".".join(file.relative_to(ROOT).with_suffix("").parts): ast.parse(file.read_text()) for file in files}


def imports(name: str, nodes: Iterator[ast.AST] | list[ast.stmt]) -> set[str]:
    """The site's modules that these statements of the module `name` import."""
    package = name.removesuffix(".__init__").split(".")[: None if name.endswith(".__init__") else -1]
    found = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) + 1 - node.level] if node.level else []
            source = ".".join([*base, *filter(None, [node.module])])
            # `from x import y`: y may be a module of the package x, or a name in it.
            whole = {f"{source}.{alias.name}" for alias in node.names}
            found |= (whole & names()) | ({source} if whole - names() else set())
    return {module for module in found if module.split(".")[0] in APPS}


def names() -> set[str]:
    return {name.removesuffix(".__init__") for name in modules()}


# --- Arrows point one way -------------------------------------------------------------------------------------------


def test_articles_know_nothing_of_comments() -> None:
    for name, tree in modules().items():
        if name.startswith("articles."):
            assert not [module for module in imports(name, ast.walk(tree)) if module.startswith("comments")], name


@pytest.mark.parametrize("leaf", LEAVES)
def test_small_tools_import_neither_app(leaf: str) -> None:
    parts = [name for name in modules() if f"{name}.".startswith(f"harmblog.{leaf}.")]
    used = {module for name in parts for module in imports(name, ast.walk(modules()[name]))}
    assert parts
    assert not [module for module in used if not module.startswith("harmblog")]


@pytest.mark.parametrize(
    ("part", "known"),
    [
        ("reading", {"reading", "records", "own"}),
        ("converting", {"converting"}),
        ("leaving", {"leaving", "own"}),
    ],
)
def test_parts_of_moving_know_only_what_they_need(part: str, known: set[str]) -> None:
    parts = [name for name in modules() if name.startswith(f"harmblog.wordpress.{part}.")]
    used = {module for name in parts for module in imports(name, ast.walk(modules()[name]))}
    assert {module.split(".")[2] for module in used if module.startswith("harmblog.wordpress.")} <= known
    assert part == "leaving" or not [module for module in used if not module.startswith("harmblog.wordpress.")]


def test_no_modules_import_each_other_in_a_circle() -> None:
    arrows = {name.removesuffix(".__init__"): imports(name, tree.body) for name, tree in modules().items()}
    while free := [name for name, needs in arrows.items() if not needs & arrows.keys() - {name}]:
        for name in free:
            del arrows[name]
    assert not arrows, f"These are in a circle, or lead to one: {sorted(arrows)}"


# --- One writer, one reader -----------------------------------------------------------------------------------------


WRITING = re.compile(r"(^|\b)(Comment|create|update|\w+_or_create|setattr)$")


def writes_status(node: ast.AST) -> bool:
    """Whether this sets the status of a row, or could: a `**` may hold one. An article's is the writers' own."""
    if isinstance(node, ast.Attribute):
        return node.attr == "status" and isinstance(node.ctx, ast.Store)
    if not isinstance(node, ast.Call) or not WRITING.search(called := ast.unparse(node.func)):
        return False
    given = {keyword.arg for keyword in node.keywords} | {ast.unparse(arg).strip("'") for arg in node.args}
    return bool(given & {"status", None}) and not called.startswith(("Article", "Source", "Topic"))


def test_only_moderation_writes_a_status() -> None:
    writers = {name for name, tree in modules().items() for node in ast.walk(tree) if writes_status(node)}
    assert {writer.rpartition(".")[0] for writer in writers} == {"comments.moderation"}


def reads_status(node: ast.AST) -> bool:
    """Whether this asks the database for rows with some status."""
    if not isinstance(node, ast.Call) or not re.search(r"\b(filter|exclude|get|Q)$", ast.unparse(node.func)):
        return False
    return any((keyword.arg or "").split("__")[-1] == "status" for keyword in node.keywords)


def test_only_querysets_ask_for_a_status() -> None:
    readers = {name for name, tree in modules().items() for node in ast.walk(tree) if reads_status(node)}
    # moderation guards each step with the status that was seen: that is writing.
    packages = {reader.removesuffix(reader.split(".")[2]) for reader in readers}
    assert packages == {"articles.models.", "comments.models.", "comments.moderation."}


def test_only_writing_makes_revisions() -> None:
    makers = {
        name
        for name, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and re.fullmatch(r"(.*\.)?Revision(\.objects\..*create)?", ast.unparse(node.func))
    }
    assert makers == {"articles.writing"}


def test_only_the_vault_handles_keys() -> None:
    for name in modules():
        source = (ROOT / (name.replace(".", "/") + ".py")).read_text()
        if name != "comments.vault":
            assert not re.search(r"\bhpke\b|PrivateKey|cryptography\.", source), name


def test_every_setting_is_described() -> None:
    source = ast.unparse(modules()["harmblog.settings"])
    read = set(re.findall(r"env(?:\.\w+)?\('(\w+)'", source))
    described = (ROOT / "docs/configuration.md").read_text()
    assert len(read) > 10
    assert [name for name in sorted(read) if not re.search(rf"\b{name}\b", described)] == []


# --- Nothing grows too long -----------------------------------------------------------------------------------------


def own_files() -> list[Path]:
    files = [file for folder in (*APPS, "bench", "tools") for file in (ROOT / folder).rglob("*.py")]
    return [file for file in files if "migrations" not in file.parts]


def test_no_file_is_too_long() -> None:
    lengths = {str(file.relative_to(ROOT)): len(file.read_text().splitlines()) for file in own_files()}
    assert {file: length for file, length in lengths.items() if length > LONGEST_FILE} == {}


def test_no_function_is_too_long() -> None:
    lengths = {}
    for file in own_files():
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno:
                lengths[f"{file.relative_to(ROOT)}: {node.name}"] = node.end_lineno - node.lineno + 1
    assert {function: length for function, length in lengths.items() if length > LONGEST_FUNCTION} == {}


# --- One door to the desk -------------------------------------------------------------------------------------------


DESK = sorted(route for route in url_map() if route.startswith("/moderation/"))
SEALED = sorted(route for route in url_map() if route.startswith("/sealed/"))


@pytest.mark.django_db
@pytest.mark.parametrize("route", DESK)
@pytest.mark.parametrize("method", ["get", "post"])
def test_desk_opens_for_moderators_only(route: str, method: str) -> None:
    path = re.sub(r"<[^>]+>", "approved", route)
    stranger = getattr(Client(), method)(path)
    assert (stranger.status_code, stranger.headers["Location"]) == (302, f"/accounts/login/?next={path}")
    editor = Client()
    editor.force_login(account("someone", "Editor", is_staff=True))
    assert getattr(editor, method)(path).status_code == 403


@pytest.mark.django_db
@pytest.mark.parametrize("route", SEALED)
@pytest.mark.parametrize("method", ["get", "post"])
def test_what_is_sealed_opens_for_privacy_officers_only(route: str, method: str) -> None:
    path = re.sub(r"<uuid:[^>]+>", "00000000-0000-4000-8000-000000000000", route)
    path = re.sub(r"<[^>]+>", "23456789abcd", path)
    stranger = getattr(Client(), method)(path)
    assert (stranger.status_code, stranger.headers["Location"]) == (302, f"/accounts/login/?next={path}")
    for group in ("Moderator", "Editor"):
        staff = Client()
        staff.force_login(account(group, group, is_staff=True))
        assert getattr(staff, method)(path).status_code == 403
    assert len(SEALED) > 2
