"""A site on which every private column holds something that is found nowhere else, for tests/test_roles.py."""

import datetime as dt

from django.conf import settings
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import Group, User
from django.test import Client, override_settings
from django.utils import timezone

from articles.models import Article, PreviewLink, Redirect, Revision, UnsavedText
from comments import log, moderation, receipts, reveal, vault, worker
from comments.models import (
    Blocked,
    Comment,
    DeskNote,
    Edit,
    Erasure,
    Mail,
    Message,
    MessageTemplate,
    Model,
    Objection,
    Original,
    Ping,
    Report,
    Reveal,
    SafetyNote,
    SafetyTemplate,
    Token,
    WordList,
)
from harmblog.models import Imported
from harmblog.staff.models import AuthenticatorApp, Passkey, RecoveryCode

from .canary import furnish, routes
from .conftest import account, made
from .roles_table import GROUPS, WRITES


def member(role: str) -> User:
    is_staff, names = role in WRITES, {"first_name": "Ada", "last_name": "Lindqvist"}
    user = account(f"user-{role}-zyxwv", is_staff=is_staff, is_superuser=role == "admin", **names)
    User.objects.filter(pk=user.pk).update(email=f"{role}@staff.example")
    for group in GROUPS[role]:
        user.groups.add(Group.objects.filter(name=group).first() or made(group))
    return user


def fill(article: Article, staff: dict[str, User]) -> tuple[list[str], dict[str, str]]:
    """Rows in every table, and what stands for the parameters of addresses. Returns the addresses and what is in no
    column.
    """
    people = (staff["moderator"], staff["officer"], staff["both"])
    shown, refused, waiting = [_said(article, number) for number in range(3)]
    _decide(shown, "approve", people[0]), _decide(refused, "reject", people[0])
    samples = furnish(Client(), article, shown)
    private = _beside(shown, refused, waiting, people)
    _writing(article, staff)
    _programs(article, shown)
    _factors(staff["moderator"])
    paths = set(routes(samples))
    for comment in (refused, waiting):
        paths |= set(routes({**samples, "public_id": comment.public_id, "secret": receipts.secret_of(comment)}))
    worker_does_its_part()
    row = Reveal.objects.get(state="opened")
    paths |= {f"/sealed/request/{row.pk}/", f"/preview/{PreviewLink.objects.latest('pk').key}/"}
    private["the secret of a receipt"] = receipts.secret_of(waiting)
    private["the six words of a receipt"] = receipts.words_of(waiting)
    return sorted(path for path in paths if not path.startswith("/exit/")), private


def _said(article: Article, number: int) -> Comment:
    secret = moderation.receive(
        article=article,
        name=f"Namé {number} Zyxwv",
        text=f"Said by number {number}, zyxwv.",
        address=f"zyxwv-{number}@canary.example",
        labels="disclosure",
    )
    return Comment.objects.get(receipt_hash=receipts.hash_secret(secret))


def _decide(comment: Comment, act: str, moderator: User) -> None:
    moderation.decide([comment.seen], act=act, expected="pending", moderator=moderator)
    comment.refresh_from_db()


def _beside(shown: Comment, refused: Comment, waiting: Comment, people: tuple[User, ...]) -> dict[str, str]:
    """What moderators, officers and writers leave beside comments."""
    moderator, officer, second = people
    Edit.objects.create(comment=shown, name="Editedname", text="Editedtext", html="<p>Editedhtml</p>")
    Objection.objects.create(comment=refused, text="Objected-text.")
    for comment in (shown, refused, waiting):
        DeskNote.objects.create(comment=comment, moderator=second, text="Noted-text.")
        Message.objects.create(comment=comment, text="Messaged-text.")
    MessageTemplate.objects.create(moderator=moderator, title="Template-title", text="Template-text.")
    Report.objects.create(comment=shown, reason="risky", count=48_611)
    template = SafetyTemplate.objects.create(key="safety-key", title="Safety-title")
    SafetyNote.objects.create(comment=shown, template=template, moderator=moderator)
    words = "Removed-words."
    Original.objects.create(comment=shown, sealed=vault.seal_original(words, bound_to=shown.public_id))
    private_key, public_key = vault.one_time_key()
    request = {"what": "address", "officer": officer, "fresh": True, "public_key": public_key}
    row = reveal.ask(waiting, reason="Because a court of Zyxwv asks for it.", **request)
    reveal.agree(row.pk, officer=second, fresh=True)
    return {
        "the address": "zyxwv-2@canary.example",
        "the words that were removed": words,
        "the key of an answer": private_key,
        "what a label says": "could lead to its writer",
    }


def _writing(article: Article, staff: dict[str, User]) -> None:
    """What writers keep for themselves."""
    editor = staff["editor"]
    text = {"title": "Draft-title", "summary": "Draft-summary", "body": "Draft-body.", "content_note": "Draft-note"}
    draft = Article.objects.create(slug="draft-slug", author=editor, published_at=timezone.now(), **text)
    newer = {name: value.replace("Draft", "Newer") for name, value in text.items()}
    Revision.objects.create(article=draft, number=99, editor=editor, **newer)
    unsaved = {name: value.replace("Draft", "Unsaved") for name, value in text.items()}
    UnsavedText.objects.create(article=article, editor=editor, **unsaved)
    until = timezone.now() + dt.timedelta(days=1)
    PreviewLink.objects.create(article=draft, made_by=editor, expires_at=until)
    Redirect.objects.create(article=article, old_path="/redirected-from/")
    logged = {"object_repr": "Logged-repr", "change_message": "Logged-message", "action_flag": CHANGE}
    LogEntry.objects.create(user=editor, object_id="1", **logged)


def _programs(article: Article, comment: Comment) -> None:
    """What the programs keep for themselves."""
    digest = "5eed" * 16
    Blocked.objects.create(fingerprint=f"b10c{digest}"[:64])
    Erasure.objects.create(act="comment", hash=f"e2a5{digest}"[:64])
    sealed = vault.seal("zyxwv-2@canary.example", bound_to="a mail")
    more = {"once": "mailed-once", "recipient": f"2ec1{digest}"[:64], "answer": "zyxwv-answ", "sealed": sealed}
    Mail.objects.create(kind="erase", comment=comment, state="sent", **more)
    Token.objects.create(key=8_412_397_451_239)
    Model.objects.update_or_create(pk=1, defaults={"made_with": "ranker-made-with"})
    WordList.objects.create(label="spam", words="listed-words", reason="Listed-reason")
    pinged = {"name": "Pinged-name", "url": "http://ping.example/", "text": "Pinged.", "received_at": timezone.now()}
    Ping.objects.create(article=article, kind="pingback", was_approved=True, **pinged)
    Imported.objects.create(origin="imported.example", kind="comment", external_id="imported-id", object_id=1)
    log.append([log.Entry("canary", comment.public_id, reason="logged-reason")])


def _factors(member: User) -> None:
    AuthenticatorApp.objects.create(user=member, name="App", seed="5eed5eed5eed5eed5eed5eed5eed5eed", last_step=0)
    # Of somebody who does not look at pages: this is no key that could be asked for.
    Passkey.objects.create(
        user=account("user-with-a-key-zyxwv"), name="Key", credential=b"credential-of-a-passkey", sign_count=0
    )
    RecoveryCode.objects.create(user=member, code_hash="c0de" * 16)


def worker_does_its_part() -> None:
    private = settings.SEALING_PUBLIC_KEYS.parent / "private"
    with override_settings(SEALING_PRIVATE_KEYS=private):
        worker.screen()
        worker.unseal()
