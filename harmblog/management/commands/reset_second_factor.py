"""manage.py reset_second_factor: for a member of staff who lost every second factor."""

from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError, CommandParser

from harmblog.staff.resetting import reset


class Command(BaseCommand):
    help = "Take away all second factors of an account and log it out; the next log-in sets up a new one."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", help="the name with which they log in")

    def handle(self, *args: Any, username: str, **options: Any) -> None:
        user = User.objects.filter(username=username).first()
        if user is None:
            raise CommandError("No account has this name. Nothing was changed.")
        gone = reset(user)
        self.stdout.write(
            f"Done: {gone} taken away. Make sure that only they know the password, and let them log in soon."
        )
