"""Comments and pings: what becomes of each, and how they are stored, a batch in one transaction."""

import datetime as dt

from django.db import DatabaseError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.models import Article
from comments import moderation
from comments.models import NAME_LENGTH, Comment, Ping
from harmblog.markup import comment_html
from harmblog.pagecache import bump
from harmblog.text import without_unprintable

from .. import own, records
from ..converting.convert import comment_text
from .addresses import address, holds_address, without
from .arrival import KIND, PING, PINGS, Arrival, Name, class_of, state_of
from .articles import moment
from .replies import Replies
from .run import Run, number_of, person

BATCH = 1000
MODELS: dict[str, type[Comment | Ping]] = {KIND: Comment, PING: Ping}


class Comments:
    """Takes the comments of a file in its order. `places`: the article of each item, or why it has none here."""

    def __init__(self, run: Run, places: dict[int, int | str]) -> None:
        self._run, self._places = run, places
        self._waiting: list[Arrival] = []
        self._nameless = (0, 0)  # comments without an id, of the item that is being read
        self._first = {
            kind: model._default_manager.aggregate(key=Max("pk"))["key"] or 0 for kind, model in MODELS.items()
        }
        self.replies = Replies(run)

    def arrive(self, record: records.Comment) -> None:
        """One more comment."""
        ledger = self._run.ledger
        line = ledger.came_in(class_of(record))
        number = self._number(record)
        place = self._places.get(record.item, "its item could not be read")
        if record.type == "note":
            ledger.left_out(line, "notes among editors are never published")
        elif record.type not in ("", "comment", *PINGS):
            ledger.left_out(line, "what a plugin keeps among the comments")
        elif isinstance(place, str):
            ledger.left_out(line, place, f"comment {number}")
        else:
            self._waiting.append(Arrival(record, line, number, place))
            if len(self._waiting) >= BATCH:
                self.flush()

    def _number(self, record: records.Comment) -> int:
        """Its id there; below zero, by its place, for one that has none."""
        if number := number_of(record.id):
            return number
        item, count = self._nameless
        self._nameless = (record.item, count + 1 if item == record.item else 1)
        self._run.ledger.remark("comments without a number of their own", f"item {record.item}")
        return -(record.item * 1_000_000 + self._nameless[1])

    def flush(self) -> None:
        """Settle what is waiting."""
        batch, self._waiting = self._waiting, []
        known = self._known(batch)
        new: list[Arrival] = []
        taken: set[Name] = set()
        for arrival in batch:
            if arrival.name in taken:
                self._twice(arrival)
            elif arrival.name in known:
                self._was_here(arrival, known[arrival.name] or 0)
            elif self._has_row(arrival):
                new.append(arrival)
            taken.add(arrival.name)
        self._store(new)

    def _known(self, batch: list[Arrival]) -> dict[Name, int | None]:
        """What of a batch was brought before. A number that is another one's gives way to a name by its place: files
        are joined, and numbers made up.
        """
        known = self._remembered(batch)
        rows = {
            (kind, key): row
            for kind, model in MODELS.items()
            for key, row in model._default_manager.only("article_id", "received_at")
            .in_bulk([key for (its_kind, _), key in known.items() if key and its_kind == kind])
            .items()
        }
        first: dict[Name, Arrival] = {}
        moved = []
        for arrival in batch:
            there = rows.get((arrival.kind, known.get(arrival.name) or 0))
            before = first.setdefault(arrival.name, arrival)
            if (there and not arrival.is_row(there)) or (before is not arrival and not arrival.is_like(before)):
                if arrival.kind == KIND:
                    self.replies.rename(arrival.number, arrival.article, arrival.number_by_place())
                arrival.number = arrival.number_by_place()
                moved.append(arrival)
        return {**known, **self._remembered(moved)}

    def _remembered(self, arrivals: list[Arrival]) -> dict[Name, int | None]:
        known = self._run.memory.known
        return {
            (kind, name): key
            for kind in MODELS
            for name, key in known(kind, [str(a.number) for a in arrivals if a.kind == kind]).items()
        }

    def _was_here(self, arrival: Arrival, key: int) -> None:
        if key > self._first[arrival.kind]:  # it came in this very run
            self._twice(arrival)
            return
        self._run.ledger.here[arrival.line] += 1
        self._note_parent(arrival)

    def _twice(self, arrival: Arrival) -> None:
        self._run.ledger.left_out(arrival.line, "the same one twice in the file", f"comment {arrival.number}")

    def _note_parent(self, arrival: Arrival) -> None:
        if arrival.kind == KIND and (parent := number_of(arrival.record.parent)):
            self.replies.add(arrival.number, parent, arrival.article)

    # --- The row that it becomes ------------------------------------------------------------------------------------

    def _has_row(self, arrival: Arrival) -> bool:
        """Make its row, not stored yet. What fails is told by its number alone."""
        try:
            arrival.row = self._row(arrival)
            arrival.address = self._address(arrival.record) if arrival.row else ""
            reason = "nothing in it"
        except Exception as error:  # one that nobody thought of must not cost the others
            reason = f"could not be read ({type(error).__name__})"
        if not arrival.row:
            self._run.ledger.left_out(arrival.line, reason, f"comment {arrival.number}")
        return bool(arrival.row)

    def _row(self, arrival: Arrival) -> Comment | Ping | None:
        record, extra = arrival.record, own.read(arrival.record.own)
        text = self._text(record, own.words(extra, "text"))
        name = own.words(extra, "name", NAME_LENGTH) if self._run.own else ""
        if record.type in PINGS:
            return self._ping(arrival, name, text)
        if not text.strip():
            return None
        return Comment(
            article_id=arrival.article,
            name=name or self._name(record),
            text=text,
            html=comment_html(text),
            received_at=self._date(arrival),
        )

    def _text(self, record: records.Comment, ours: str) -> str:
        """What was said; a writer's own address in it would be published, and stay when the sealed one is forgotten."""
        said = ours or without_unprintable(comment_text(record.content)).strip()
        text = without(record.address, said, _("[address removed]"))
        if text != said:
            self._run.ledger.remark(
                "texts without their writer's own address, which they named", f"comment {record.id}"
            )
        return text

    def _ping(self, arrival: Arrival, name: str, text: str) -> Ping:
        record = arrival.record
        return Ping(
            article_id=arrival.article,
            kind=record.type,
            name=name or person(record.name, 300),
            url="" if holds_address(record.url) else without_unprintable(record.url),
            text=text,
            received_at=self._date(arrival),
            was_approved=state_of(record) == Comment.Status.APPROVED,
        )

    def _name(self, record: records.Comment) -> str:
        name = person(record.name, NAME_LENGTH)
        if not name and record.name.strip():
            self._run.ledger.remark("names that were addresses or nothing to see: Anonymous", f"comment {record.id}")
        if len(record.name) > NAME_LENGTH and name and len(person(record.name, 1000)) > NAME_LENGTH:
            self._run.ledger.remark(f"names cut to {NAME_LENGTH} characters", f"comment {record.id}")
        return name or _("Anonymous")

    def _date(self, arrival: Arrival) -> dt.datetime:
        found = moment(arrival.record.date, arrival.record.date_gmt)
        if found.guessed:
            self._run.ledger.remark("dates without a zone, read in this site's", f"comment {arrival.number}")
        if found.utc:
            return found.utc
        self._run.ledger.remark("comments without a date, given their article's", f"comment {arrival.number}")
        article = Article.objects.filter(pk=arrival.article).values_list("published_at", flat=True).first()
        return article or timezone.now()

    # --- Storing ----------------------------------------------------------------------------------------------------

    def _store(self, arrivals: list[Arrival]) -> None:
        try:
            if arrivals and not self._run.dry:
                self._store_at_once(arrivals)
        except (DatabaseError, ValueError) as error:
            if len(arrivals) > 1:
                for arrival in arrivals:  # one of them is at fault: the others are stored one by one
                    self._store([arrival])
                return
            reason = f"could not be stored ({type(error).__name__})"
            self._run.ledger.left_out(arrivals[0].line, reason, f"comment {arrivals[0].number}")
            return
        for arrival in arrivals:
            self._run.ledger.made[arrival.line] += 1
            self._note_parent(arrival)
            if self._run.dry and arrival.kind == KIND:
                self.replies.would_make(arrival.number, arrival.article)

    def _store_at_once(self, arrivals: list[Arrival]) -> None:
        comments = [(a, a.row) for a in arrivals if isinstance(a.row, Comment)]
        pings = [(a, a.row) for a in arrivals if isinstance(a.row, Ping)]
        for arrival in arrivals:
            if arrival.row:
                arrival.row.pk = None  # a first try may have given it one
        with transaction.atomic():
            moderation.bring_in([(row, state_of(a.record), a.address) for a, row in comments])
            Ping.objects.bulk_create([row for _a, row in pings])
            self._run.memory.keep(KIND, {str(a.number): row.pk for a, row in comments})
            self._run.memory.keep(PING, {str(a.number): row.pk for a, row in pings})
            if any(state_of(a.record) == Comment.Status.APPROVED for a, _row in comments):
                bump(articles=False)

    def _address(self, record: records.Comment) -> str:
        """The address to seal. One that nobody could write to is dropped: it can notify and identify nobody."""
        ledger = self._run.ledger
        if record.url and record.type not in PINGS:
            ledger.remark("websites of commenters, dropped")
        if not record.address or record.type in PINGS:
            return ""
        found = address(record.address)
        ledger.remark("addresses sealed" if found else "addresses that are none, dropped")
        return found
