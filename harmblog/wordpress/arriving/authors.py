"""Authors: an account for each that can be named and cannot be logged in to."""

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.text import slugify

from ..records import Author
from .addresses import holds_address
from .memory import name_for
from .run import Run, person, plain

KIND, CLASS = "author", "authors"
PREFIX = "wp-"  # so that nobody takes such an account for one of the site's own
LONGEST = 150  # of a name


class Authors:
    """Finds the account of a login of the old site, and makes it when it is first heard of."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._known: dict[str, int | None] = {}

    def arrive(self, author: Author) -> None:
        """An author as the head of the file has them."""
        self._run.ledger.came_in(CLASS)
        if author.login in self._known:
            self._run.ledger.left_out(CLASS, "twice in the file", f"author {author.id[:20]}")
            return
        self._known[author.login] = self._account(author.login, author.display_name)

    def of(self, login: str) -> int | None:
        """The key of the account of an item's creator; None in a dry run, which makes none."""
        if login not in self._known:  # a file of version 1.0, or of a part of a blog, does not introduce them
            self._run.ledger.came_in(CLASS)
            self._known[login] = self._account(login, login)
        return self._known[login]

    def _account(self, login: str, shown: str) -> int | None:
        run, name = self._run, name_for(login)
        known = run.memory.known(KIND, [name])
        key = known.get(name)
        if name in known and (run.dry or User.objects.filter(pk=key or 0).exists()):
            run.ledger.here[CLASS] += 1
            return key
        run.ledger.made[CLASS] += 1
        full_name = plain(shown, LONGEST) if run.own else person(shown, LONGEST)
        if not full_name:
            run.ledger.remark("authors without a name to show; readers see the site's, until you give them one")
        return None if run.dry else self._make(name, login, full_name, again=name in known)

    def _make(self, name: str, login: str, full_name: str, *, again: bool) -> int:
        with transaction.atomic():
            user = User(username=_username(login), first_name=full_name, is_active=False)
            user.set_unusable_password()
            user.save()
            if again:
                self._run.memory.forget(KIND, name)
            self._run.memory.keep(KIND, {name: user.pk})
        return user.pk


def _username(login: str) -> str:
    """As the login, if that holds no address: account names are seen by all staff."""
    base = PREFIX + ("" if holds_address(login) else slugify(login)[:100]) or "author"
    base = base if base != PREFIX else f"{PREFIX}author"
    taken = set(User.objects.filter(username__startswith=base).values_list("username", flat=True))
    username, number = base, 2
    while username in taken:
        username, number = f"{base}-{number}", number + 1
    return username
