"""Three commenters say something in each state that a comment can have. A new state is one more line in STATES."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.test import Client

from articles.models import Article
from comments import moderation
from comments.models import Comment, Contact

from ..canary import screen
from .encodings import COMMENTERS, Commenter


@dataclass
class Said:
    """What a commenter said, what became of it, and the private address of its receipt."""

    who: Commenter
    state: str
    comment: Comment
    receipt: str
    stand_ins: list[bytes]


def visit(who: Commenter, **options: Any) -> Client:
    """The browser of a commenter, which tells who they are by all that a browser and a proxy tell."""
    told = {"X-Forwarded-For": f"{who.ip}, 10.0.0.1", "X-Real-IP": who.ip, "User-Agent": who.agent}
    more = {"Forwarded": f"for={who.ip}", "Via": f"1.1 {who.agent}"}
    return Client(headers={**told, **more}, REMOTE_ADDR=who.ip, **options)


def send(who: Commenter, article: Article, text: str, **fields: str) -> Any:
    """The answer to a comment whose writer has looked at what is marked in it."""
    form = {"name": "Rita", "email": who.address, "comment": text, "looked": "yes", **fields}
    return visit(who, raise_request_exception=False).post(f"{article.get_absolute_url()}comment/", form)


def decided(act: str) -> Callable[[Comment, Any, Article], None]:
    def decide(comment: Comment, moderator: Any, draft: Article) -> None:
        moderation.decide([comment.public_id], act=act, expected="pending", moderator=moderator)

    return decide


def put_on_a_draft(comment: Comment, moderator: Any, draft: Article) -> None:
    decided("approve")(comment, moderator, draft)
    Comment.objects.filter(pk=comment.pk).update(article=draft)


# How a comment that waits gets there.
STATES: dict[str, Callable[[Comment, Any, Article], None]] = {
    "pending": lambda comment, moderator, draft: None,
    "approved": decided("approve"),
    "rejected": decided("reject"),
    "spam": decided("spam"),
    "on a draft": put_on_a_draft,
}
SEEN = {"approved"}  # by readers


def say_everything(article: Article, draft: Article, moderator: Any, settings: Any) -> list[Said]:
    """Each commenter, in each state. The worker screens before anybody decides, as it usually does."""
    said = []
    for who in COMMENTERS:
        for state, settle in STATES.items():
            answer = send(who, article, f"Said by {COMMENTERS.index(who)}, {state}.")
            assert answer.status_code == 303
            comment = Comment.objects.latest("pk")
            screen(settings)
            kept = stand_ins(comment)
            settle(comment, moderator, draft)
            comment.refresh_from_db()
            said.append(Said(who, state, comment, answer["Location"], kept))
    return said


def stand_ins(comment: Comment) -> list[bytes]:
    """What stands for the address in the database, and must leave it as little: the seal and the fingerprint."""
    found = []
    for contact in Contact.objects.filter(comment=comment):
        if contact.sealed:  # else it went with the decision
            ciphertext: bytes = contact.sealed.ciphertext  # type: ignore[attr-defined]
            found += [ciphertext, *(ciphertext.hex().encode()[n : n + 40] for n in (0, 20))]
        found += [(contact.fingerprint or "").encode()[:12]] if contact.fingerprint else []
    return found
