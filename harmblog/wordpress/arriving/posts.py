"""Stores posts and pages, each in one transaction with its topics, its old addresses and the name it had there."""

from collections.abc import Iterable
from urllib.parse import unquote

from django.db import transaction
from django.utils import timezone

from articles.models import Article, Redirect
from articles.models.article import SUMMARY_LENGTH
from harmblog.pagecache import bump

from .. import own
from ..converting.convert import footnote_texts, to_markdown
from ..records import Item
from .articles import article_for, class_of, moment, old_paths, state_of
from .attachments import Attachments
from .authors import Authors
from .memory import name_for
from .run import Run, plain
from .topics import Topics

KIND = "article"


class Posts:
    """Takes all posts and pages of a file. `places` says afterwards which article each became, or why none."""

    def __init__(self, run: Run, authors: Authors, topics: Topics, attachments: Attachments) -> None:
        self._run, self._authors, self._topics, self._attachments = run, authors, topics, attachments
        self._now = timezone.now()
        self._seen: set[str] = set()
        self._translations: dict[int, str] = {}
        self.places: dict[int, int | str] = {}

    def arrive_all(self, items: Iterable[Item]) -> None:
        """Store what is not here yet."""
        for item in items:
            self.places[item.number] = self._arrive(item)
        self._link_translations()

    def _arrive(self, item: Item) -> int | str:
        ledger, line = self._run.ledger, class_of(item)
        name = name_for(item.id or item.guid or item.link or f"item {item.number}")
        if name in self._seen:
            ledger.left_out(line, "its number occurs twice in the file", f"item {item.number}")
            return "they stand under an item whose number occurs twice"
        self._seen.add(name)
        known = self._run.memory.known(KIND, [name])
        if name in known:
            ledger.here[line] += 1
            there = Article.objects.filter(pk=known[name] or 0).exists()
            return (known[name] if there else None) or "their article was deleted here"
        try:
            article = self._make(item, name)
        except Exception as error:  # one that nobody thought of must not cost the others
            ledger.left_out(line, f"could not be stored ({type(error).__name__})", item.place)
            return "they stand under an item that could not be stored"
        ledger.made[line] += 1
        return article

    def _make(self, item: Item, name: str) -> int:
        """The key of the article that an item becomes; in a dry run a number below zero, which no other has."""
        state = state_of(item, self._now)
        text, notes = self._text(item)
        summary = self._summary(item)
        author, topics = self._authors.of(item.creator), self._topics.of(item.terms)
        self._tell(item, state.reason, notes)
        if self._run.dry or author is None:
            return -item.number
        article = article_for(item, self._run, state, text=text, summary=summary, author=author)
        with transaction.atomic():
            article.save(force_insert=True)
            changed = moment(item.modified, item.modified_gmt).utc or article.published_at
            if changed:
                Article.objects.filter(pk=article.pk).update(updated_at=changed)
            article.topics.add(*topics)
            self._keep_old_paths(item, article)
            self._run.memory.keep(KIND, {name: article.pk})
            bump()
        if original := own.words(own.of_item(item.meta), "translation_of", 20):
            self._translations[article.pk] = original
        return article.pk

    def _text(self, item: Item) -> tuple[str, tuple[str, ...]]:
        """Its Markdown: what it was written in, where the file says so, or else what comes nearest to it."""
        meta = dict(item.meta)
        extra = own.of_item(item.meta)
        if isinstance(extra.get("body"), str):
            return own.words(extra, "body"), ()
        found = to_markdown(
            item.content,
            image=self._attachments.markdown,
            link=str,
            footnotes=footnote_texts(meta.get("footnotes", "")),
            attached=self._attachments.of_item(item.id),
        )
        return found.markdown, found.notes

    def _summary(self, item: Item) -> str:
        extra = own.of_item(item.meta)
        return own.words(extra, "summary", SUMMARY_LENGTH) or plain(item.excerpt, SUMMARY_LENGTH)

    def _tell(self, item: Item, reason: str, notes: tuple[str, ...]) -> None:
        ledger, example = self._run.ledger, item.place
        if reason:
            ledger.remark(f"kept as drafts: {reason}", example)
        for note in notes:
            kind, _, detail = note.partition(": ")
            ledger.remark(f"in texts: {kind}", f"{detail[:60]} in {example}" if detail else example)
        if item.status == "publish" and not moment(item.date, item.date_gmt).utc:
            ledger.remark("articles without a date", example)
        elif moment(item.date, item.date_gmt).guessed:
            ledger.remark("dates without a zone, read in this site's", example)

    def _keep_old_paths(self, item: Item, article: Article) -> None:
        address = unquote(article.get_absolute_url())
        paths = [path for path in old_paths(item, self._run) if path != address]
        taken = set(Redirect.objects.filter(old_path__in=paths).values_list("old_path", flat=True))
        Redirect.objects.bulk_create(Redirect(old_path=path, article=article) for path in paths if path not in taken)
        if taken:
            self._run.ledger.remark("old addresses that lead to something else already", item.place)

    def _link_translations(self) -> None:
        """Which article says another one in its language: known when all are here."""
        keys = self._run.memory.known(KIND, self._translations.values())
        with transaction.atomic():
            for article, original in self._translations.items():
                if key := keys.get(original):
                    Article.objects.filter(pk=article, translation_of=None).update(translation_of=key)
            if self._translations:
                bump()
