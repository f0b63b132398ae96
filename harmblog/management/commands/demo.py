"""manage.py demo: a small site to look at."""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from articles.models import Article
from harmblog import demo

ROLES = {
    "admin": "admin: accounts, articles, everything but what is sealed",
    "ada": "editor",
    "noor": "editor",
    "mo": "moderator",
    "kit": "moderator",
    "ines": "privacy officer: asks for what is sealed, or agrees to it",
    "tove": "privacy officer too: it takes two",
}


class Command(BaseCommand):
    help = "Load the demo site: articles, comments in threads, a queue, and staff accounts with random passwords."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--if-empty", action="store_true", help="do nothing when the site has something in it")

    def handle(self, *args: Any, if_empty: bool, **options: Any) -> None:
        if User.objects.exists() or Article.objects.exists():
            if if_empty:
                return
            raise CommandError("This site is not empty; the demo is for a new one. Nothing was changed.")
        with transaction.atomic():
            passwords = demo.load()
        lines = [f"{name:8} {password}   ({ROLES[name]})" for name, password in passwords.items()]
        settings.VAR_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = settings.VAR_DIR / "demo-accounts.txt"
        file.touch(mode=0o600)
        file.write_text("\n".join(lines) + "\n")
        self.stdout.write("\n".join(["The demo site is loaded. Accounts:", *lines, f"They are kept in {file}."]))
