"""Categories and tags: one kind of topic here, of which those that were categories are on the front page."""

from urllib.parse import unquote

from django.db import transaction
from django.utils.text import slugify

from articles.models import Redirect, Topic
from articles.models.slugs import SLUG_LENGTH, unique_slug

from ..records import ItemTerm, Term
from .addresses import holds_address
from .memory import name_for
from .run import Run, plain

KIND = "topic"
CLASSES = {"category": "categories", "tag": "tags"}
OTHERS = "terms of other taxonomies"
NAME_LENGTH, DESCRIPTION_LENGTH, DEEPEST = 80, 500, 8


def _key(kind: str, slug: str, name: str) -> str:
    return f"{kind}:{unquote(slug).lower() or slugify(name, allow_unicode=True) or name}"


class Topics:
    """Finds the topic of a category or tag, and makes it when it is first heard of."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._known: dict[str, int | None] = {}
        self._parents: dict[str, str] = {}
        self._new: set[tuple[str, str]] = set()  # slugs and names that a dry run would have made

    def arrive(self, term: Term) -> None:
        """A term as the head of the file has it."""
        ledger = self._run.ledger
        if term.kind not in CLASSES:
            ledger.came_in(OTHERS)
            ledger.left_out(OTHERS, "only categories and tags have a place here")
            return
        kind, key = ledger.came_in(CLASSES[term.kind]), _key(term.kind, term.slug, term.name)
        if term.parent:
            self._parents[term.slug] = term.parent
            ledger.remark("categories under another one: they stand side by side here")
        if key in self._known:
            ledger.left_out(kind, "twice in the file", term.slug[:40])
            return
        self._known[key] = self._topic(key, term)

    def of(self, terms: tuple[ItemTerm, ...]) -> list[int]:
        """The keys of the topics that an item is filed under; none in a dry run."""
        found = []
        for term in terms:
            if term.kind not in CLASSES:
                self._run.ledger.remark("places in other taxonomies, left out (post formats, menus, plugins)")
                continue
            key = _key(term.kind, term.slug, term.name)
            if key not in self._known:
                self._run.ledger.came_in(CLASSES[term.kind])
                self._known[key] = self._topic(key, Term(term.kind, term.slug, term.name, "", ""))
            found.append(self._known[key])
        return sorted({pk for pk in found if pk})

    def _topic(self, key: str, term: Term) -> int | None:
        run, kind, name = self._run, CLASSES[term.kind], name_for(key)
        if holds_address(f"{term.slug} {term.name}"):  # plugins file articles under their authors
            run.ledger.left_out(kind, "named by somebody's address")
            return None
        known = run.memory.known(KIND, [name])
        if name in known:
            run.ledger.here[kind] += 1
            return known[name] if Topic.objects.filter(pk=known[name] or 0).exists() else None
        label = plain(term.name, 1000) or plain(unquote(term.slug), 1000) or "?"
        slug = slugify(unquote(term.slug), allow_unicode=True)[:SLUG_LENGTH]
        twin = Topic.objects.filter(slug=slug).first() if slug else None
        twin = twin or Topic.objects.filter(name=label).first()
        both = {("slug", slug), ("name", label)} - {("slug", "")}
        if twin or both & self._new:
            run.ledger.left_out(kind, "made one with the topic of the same name", slug[:40])
        else:
            run.ledger.made[kind] += 1
        if run.dry:
            self._new |= both
            return None
        with transaction.atomic():
            topic = twin or self._make(term, label, slug)
            run.memory.keep(KIND, {name: topic.pk})
            self._old_address(term, topic)
        return topic.pk

    def _make(self, term: Term, label: str, slug: str) -> Topic:
        name = label[:NAME_LENGTH].strip()
        if name != label:
            self._run.ledger.remark("names of topics cut to 80 characters", slug[:40])
        number = 2
        while Topic.objects.filter(name=name).exists():
            name, number = f"{label[: NAME_LENGTH - 5].strip()} {number}", number + 1
        slug = slug or unique_slug(Topic, label, fallback="topic")
        description = plain(term.description, DESCRIPTION_LENGTH)
        featured = term.kind == "category"
        return Topic.objects.create(name=name, slug=slug, description=description, is_featured=featured)

    def _old_address(self, term: Term, topic: Topic) -> None:
        """Where WordPress has it, unless somebody set another word than its own before it."""
        if self._run.own or not term.slug:
            return
        chain = [slug := term.slug]
        while (slug := self._parents.get(slug, "")) and slug not in chain and len(chain) < DEEPEST:
            chain.append(slug)
        for slugs in (chain[:1], chain):
            path = f"{self._run.base}/{term.kind}/{unquote('/'.join(reversed(slugs)))}/"
            if len(path) <= 800:
                Redirect.objects.get_or_create(old_path=path, defaults={"topic": topic})
