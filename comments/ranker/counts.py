"""The counts in the database. What is learned of a comment is subtracted again, to the last row, before its words
change or go: then the tables are those of a site that never saw it.

All who learn or unlearn hold the comments' rows first, then the row of `Model`, for which they wait for each other; the
log's head and the pages' generation come after it. So nobody waits in a circle.
"""

import hashlib
import logging
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache

from django.conf import settings
from django.db import transaction
from django.db.models import F

from ..models import Comment, Decision, Learned, Model, Token
from ..receipts import keyed_hash
from .tokens import VERSION, tokens

logger = logging.getLogger(__name__)
AT_ONCE = 5_000  # keys in one question
Status = Comment.Status
Changes = dict[int, list[int]]  # by key: how many more wanted, how many more unwanted comments


# --- Keys -------------------------------------------------------------------------------------------------------------


def key_of(name: str) -> int:
    """What stands for a token in the table: a keyed hash of 64 bits, with a sign, as databases have it."""
    return _key(_secret(settings.SECRET_KEY), name)


@cache
def _secret(key: str) -> bytes:
    return bytes.fromhex(keyed_hash("ranker", key=key))


@lru_cache(maxsize=50_000)
def _key(secret: bytes, name: str) -> int:
    digest = hashlib.blake2b(name.encode("utf-8", "surrogatepass"), key=secret, digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def made_with() -> str:
    """How the counts are made: under another key, or with words cut otherwise, they would mean nothing."""
    return f"{VERSION} {keyed_hash('ranker check')[:16]}"


def beginning() -> str:
    """The same while not all decisions have been learned yet; nothing is judged by that."""
    return f"{made_with()}+"


# --- Learning ---------------------------------------------------------------------------------------------------------


def learn(comments: Iterable[Comment]) -> int:
    """Count these comments, as far as they are decided on and not counted yet. Returns how many were."""
    cut = {comment: _keys(comment) for comment in sorted(comments, key=lambda comment: comment.pk)}
    if not cut:
        return 0
    with transaction.atomic():
        # One by one, in the order in which moderators take them. Whose text is another by now comes again.
        held = [comment for comment in cut if _take(comment)]
        decided = verdicts(held)
        model = _take_model(make=True) if decided else None
        if model is None or not _is_current(model):
            return 0
        known = set(Learned.objects.filter(comment__in=held).values_list("pk", flat=True))
        new = [comment for comment in held if comment.pk in decided.keys() - known]
        Learned.objects.bulk_create([Learned(comment=comment, unwanted=decided[comment.pk]) for comment in new])
        _count(model, [(cut[comment], decided[comment.pk]) for comment in new], by=1)
    return len(new)


def unlearn(comments: Iterable[Comment | None]) -> None:
    """Subtract what was learned of these comments, in the caller's transaction, which holds them, and before their
    words change or they go. One small query where nothing was.
    """
    learned = Learned.objects.filter(comment__in=[comment.pk for comment in comments if comment])
    keys = list(learned.values_list("pk", flat=True))
    model = _take_model() if keys else None
    if model is None:
        return
    rows = list(Learned.objects.filter(pk__in=keys).select_related("comment"))  # as they are now that the row is held
    Learned.objects.filter(pk__in=[row.pk for row in rows]).delete()
    if _is_current(model):  # else the worker is about to begin anew
        _count(model, [(_keys(row.comment), row.unwanted) for row in rows], by=-1)


def _is_current(model: Model) -> bool:
    return model.made_with in (made_with(), beginning())


def _keys(comment: Comment) -> list[int]:
    return [key_of(token.name) for token in tokens(comment.text, comment.name)]


def _take(comment: Comment) -> bool:
    return bool(Comment.objects.filter(pk=comment.pk, revision=comment.revision).update(revision=F("revision")))


def verdicts(comments: Sequence[Comment]) -> dict[int, bool]:
    """What was decided, as it is now, by key: True for spam and for what was rejected because it offers drugs or asks
    for them. What was rejected for another reason says nothing of either, and the site's own answers neither.
    """
    rows = Comment.objects.filter(pk__in=[comment.pk for comment in comments], by_site=False).exclude(text="")
    states = dict(rows.values_list("pk", "status"))
    rejected = [key for key, status in states.items() if status == Status.REJECTED]
    decisions = Decision.objects.standing().filter(comment__in=rejected, act=Decision.Act.REJECT)
    # By comment first: in the order of their keys alone, SQLite looks through all decisions.
    reasons = dict(decisions.order_by("comment", "pk").values_list("comment_id", "reason"))
    plain = {key: status == Status.SPAM for key, status in states.items() if status in (Status.APPROVED, Status.SPAM)}
    return plain | {key: True for key in rejected if reasons.get(key) == Decision.Reason.SOURCING}


def _take_model(*, make: bool = False) -> Model | None:
    """The one row, held until the transaction ends."""
    rows = Model.objects.filter(pk=1)
    while not rows.update(wanted=F("wanted")):
        if not make:
            return None
        Model.objects.bulk_create([Model(pk=1, made_with=beginning())], ignore_conflicts=True)
    return rows.get()


def _count(model: Model, comments: Iterable[tuple[Iterable[int], bool]], *, by: int) -> None:
    """Add to the counts, or subtract. Rows of nothing go: they would tell that there was something."""
    changes: Changes = {}
    for keys, unwanted in comments:
        for key in keys:
            changes.setdefault(key, [0, 0])[unwanted] += by
        model.wanted, model.unwanted = model.wanted + by * (not unwanted), model.unwanted + by * unwanted
    rows = _changed(changes)
    if min((model.wanted, model.unwanted, *(min(row.wanted, row.unwanted) for row in rows))) < 0:
        logger.error("The counts of words do not fit the comments; they are made anew")
        Model.objects.filter(pk=1).update(made_with="")
        return
    left = [row for row in rows if row.wanted or row.unwanted]
    Token.objects.bulk_create(left, update_conflicts=True, update_fields=["wanted", "unwanted"], unique_fields=["key"])
    Token.objects.filter(key__in=[row.key for row in rows if not (row.wanted or row.unwanted)]).delete()
    if model.wanted or model.unwanted:
        model.save(update_fields=["wanted", "unwanted"])
    else:
        model.delete()


def _changed(changes: Changes) -> list[Token]:
    before = looked_up(changes)
    return [
        Token(key=key, wanted=before.get(key, (0, 0))[0] + more[0], unwanted=before.get(key, (0, 0))[1] + more[1])
        for key, more in changes.items()
    ]


def looked_up(keys: Iterable[int]) -> Mapping[int, tuple[int, int]]:
    """The counts under these keys."""
    asked, found = list(keys), dict[int, tuple[int, int]]()
    for start in range(0, len(asked), AT_ONCE):
        rows = Token.objects.filter(key__in=asked[start : start + AT_ONCE])
        found |= {key: (wanted, unwanted) for key, wanted, unwanted in rows.values_list("key", "wanted", "unwanted")}
    return found


# --- Beginning anew ---------------------------------------------------------------------------------------------------


def fit(*, whole: bool) -> bool:
    """Whether the counts can be worked with: made as they are made today, and, if the `whole` is looked at, of the
    comments that are there. An article that was deleted under the site's feet took its comments with it.
    """
    model = Model.objects.first()
    if model and not _is_current(model):
        return False
    return not whole or _is_whole()


@transaction.atomic
def _is_whole() -> bool:
    model = _take_model()  # so that nobody learns or forgets in between
    counted = (model.wanted, model.unwanted) if model else (0, 0)
    return counted == tuple(Learned.objects.filter(unwanted=kind).count() for kind in (False, True))


def how_many() -> int:
    """How many comments are learned."""
    return sum(Model.objects.values_list("wanted", "unwanted").first() or ())


def finish() -> None:
    """All decisions are learned: from now on there is something to judge by."""
    Model.objects.filter(made_with=beginning()).update(made_with=made_with())


@transaction.atomic
def clear() -> None:
    """Forget all that was learned, so that it can be learned anew."""
    _take_model()
    for model in (Learned, Token, Model):
        model._default_manager.all().delete()
