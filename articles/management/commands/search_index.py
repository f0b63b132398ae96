"""manage.py search_index: make the search index anew."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection, transaction

from articles.index import forget_all_but, index_many
from articles.models import Article


class Command(BaseCommand):
    help = (
        "Make the search index anew from the articles. Changes nothing where it is as it should be; may run any time."
    )

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        forget_all_but(Article.objects.all())
        number = index_many(Article.objects.defer("body").iterator(500))
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                # What was taken out is then gone from the file too, and not only from what is found.
                cursor.execute("INSERT INTO articles_search (articles_search) VALUES ('optimize')")
                cursor.execute("INSERT INTO articles_search_head (articles_search_head) VALUES ('optimize')")
        self.stdout.write(self.style.SUCCESS(f"{number} articles and pages can be found."))
