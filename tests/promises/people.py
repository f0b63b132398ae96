"""Three commenters say something in each state that a comment can have. A new state is one more line in STATES."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from itertools import product
from typing import Any

from django.test import Client
from django.utils import timezone

from articles.models import Article
from comments import mail_links, moderation, retention
from comments.erase_address import erase_address
from comments.models import Comment, Contact, Edit, Mail

from ..canary import screen
from .encodings import COMMENTERS, Commenter


@dataclass
class Said:
    """What a commenter said, what became of it, and the private address of its receipt."""

    who: Commenter
    state: str
    comment: Comment  # as it is now, or as it was when it went
    receipt: str
    stand_ins: list[bytes]
    hidden: list[bytes]  # words and ids that no reader may see
    gone: list[bytes]  # words that nobody may see any more


def visit(who: Commenter, **options: Any) -> Client:
    """The browser of a commenter, which tells who they are by all that a browser and a proxy tell."""
    told = {"X-Forwarded-For": f"{who.ip}, 10.0.0.1", "X-Real-IP": who.ip, "User-Agent": who.agent}
    more = {"Forwarded": f"for={who.ip}", "Via": f"1.1 {who.agent}"}
    return Client(headers={**told, **more}, REMOTE_ADDR=who.ip, **options)


def send(who: Commenter, article: Article, text: str, **fields: str) -> Any:
    """The answer to a comment whose writer has looked at what is marked in it."""
    form = {"name": "Rita", "email": who.address, "comment": text, "looked": "yes", **fields}
    return visit(who, raise_request_exception=False).post(f"{article.get_absolute_url()}comment/", form)


Settle = Callable[[Comment, Any, Article], None]


def decided(act: str) -> Settle:
    def decide(comment: Comment, moderator: Any, draft: Article) -> None:
        moderation.decide([comment.public_id], act=act, expected="pending", moderator=moderator)

    return decide


approve, reject = decided("approve"), decided("reject")


def put_on_a_draft(comment: Comment, moderator: Any, draft: Article) -> None:
    approve(comment, moderator, draft)
    Comment.objects.filter(pk=comment.pk).update(article=draft)


def withdraw(comment: Comment, moderator: Any, draft: Article) -> None:
    approve(comment, moderator, draft)
    moderation.withdraw(comment)


def withdraw_under_a_reply(comment: Comment, moderator: Any, draft: Article) -> None:
    approve(comment, moderator, draft)
    moderation.receive(article=comment.article, parent=comment, name="Ren", text=f"Yes, {comment.pk}.", address="")
    approve(Comment.objects.latest("pk"), moderator, draft)
    moderation.withdraw(comment)


def newer(comment: Comment) -> str:
    """What its writer says later instead."""
    return comment.text.replace("Said", "Better said")


def change(comment: Comment, moderator: Any = None, draft: Any = None) -> None:
    moderation.edit(comment, name="Rita", text=newer(comment))


def change_once_published(comment: Comment, moderator: Any, draft: Article) -> None:
    approve(comment, moderator, draft)
    change(comment)


def approve_the_change(comment: Comment, moderator: Any, draft: Article) -> None:
    change_once_published(comment, moderator, draft)
    moderation.approve_edit(comment.public_id, Edit.objects.get(comment=comment).token, moderator=moderator)


def forget(comment: Comment, moderator: Any, draft: Article) -> None:
    """A month after it was rejected."""
    reject(comment, moderator, draft)
    Comment.objects.filter(pk=comment.pk).update(decided_at=timezone.now() - dt.timedelta(days=31))
    retention.apply()


def erase_the_address(comment: Comment, moderator: Any, draft: Article) -> None:
    approve(comment, moderator, draft)
    erase_address(Contact.objects.values_list("fingerprint", flat=True).get(comment=comment) or "", "address")


def confirm_and_approve(comment: Comment, moderator: Any, draft: Article) -> None:
    """Asked whether they want mails, they say yes."""
    question = Mail.objects.get(comment=comment, kind=Mail.Kind.CONFIRM)
    path = f"/mail/{mail_links.token(question, 'open')}/"
    assert Client().post(path, {"act": "confirm"}).status_code == 303
    approve(comment, moderator, draft)


def object_to_it(comment: Comment, moderator: Any, draft: Article) -> None:
    reject(comment, moderator, draft)
    moderation.object_to(comment, f"Why? {newer(comment)}")


# How a comment that waits gets there. First the one by which all older addresses of its writer go.
STATES: dict[str, Settle] = {
    "address erased": erase_the_address,
    "pending": lambda comment, moderator, draft: None,
    "approved": approve,
    "rejected": reject,
    "spam": decided("spam"),
    "on a draft": put_on_a_draft,
    "withdrawn": withdraw,
    "withdrawn under a reply": withdraw_under_a_reply,
    "changed": change,
    "changed once published": change_once_published,
    "change approved": approve_the_change,
    "forgotten": forget,
    "wants mails": confirm_and_approve,
    "objection made": object_to_it,
}
SEEN = {"address erased", "approved", "change approved", "changed once published", "wants mails"}  # by readers
PLACE_SEEN = "withdrawn under a reply"
NEWER = {"changed", "changed once published", "change approved", "objection made"}  # have said something later
GONE = {"withdrawn", "withdrawn under a reply", "changed", "change approved", "forgotten"}  # what was said first
WISHES = {"wants mails": {"tell_decision": "on", "tell_replies": "on"}}


def say_everything(article: Article, draft: Article, moderator: Any, settings: Any) -> list[Said]:
    """Each commenter, in each state. The worker screens before anybody decides, as it usually does."""
    settings.SENDS_MAIL = True
    first, *others = STATES
    return [said for states in ([first], others) for said in say(states, article, draft, moderator, settings)]


def say(states: list[str], article: Article, draft: Article, moderator: Any, settings: Any) -> list[Said]:
    sent = []
    for who, state in product(COMMENTERS, states):
        answer = send(who, article, f"Said by {COMMENTERS.index(who)}, {state}.", **WISHES.get(state, {}))
        assert answer.status_code == 303
        sent.append((who, state, Comment.objects.latest("pk"), answer["Location"]))
    screen(settings)
    said = []
    for who, state, comment, receipt in sent:
        comment.refresh_from_db()
        kept = stand_ins(comment)
        first, later = comment.text.encode(), newer(comment).encode()
        STATES[state](comment, moderator, draft)
        comment = Comment.objects.filter(pk=comment.pk).first() or comment
        hidden = [comment.public_id.encode()] if state not in {*SEEN, PLACE_SEEN} else []
        hidden += [first] if state not in SEEN or state in GONE else []
        hidden += [later] if state in NEWER and state != "change approved" else []
        said.append(Said(who, state, comment, receipt, kept, hidden, [first] if state in GONE else []))
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
