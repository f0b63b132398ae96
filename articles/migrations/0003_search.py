"""The search index, with what is there already in it. Not a model: each database has its own kind of table."""

from django.conf import settings
from django.db import migrations, models

from articles.index import index_many

CREATE = {
    "sqlite": [
        # Stems come with spaces between: the tokenizer has only to split. An FTS5 table is safe without trusted schema.
        "CREATE VIRTUAL TABLE articles_search USING fts5(title, summary, body, tokenize='ascii')",
        "CREATE VIRTUAL TABLE articles_search_head USING fts5(title, summary, tokenize='ascii')",
    ],
    "postgresql": [
        "CREATE TABLE articles_search (article_id bigint PRIMARY KEY, words tsvector NOT NULL)",
        "CREATE TABLE articles_search_head (article_id bigint PRIMARY KEY, words tsvector NOT NULL)",
        "CREATE INDEX articles_search_words ON articles_search USING gin (words)",
        "CREATE INDEX articles_search_head_words ON articles_search_head USING gin (words)",
    ],
}


def speak_the_sites_language(apps, schema_editor):
    """The column was made with English for all that was there, whatever the site speaks."""
    if settings.LANGUAGE_CODE != "en":
        apps.get_model("articles", "Article").objects.filter(language="en").update(language=settings.LANGUAGE_CODE)


def create(apps, schema_editor):
    for statement in CREATE[schema_editor.connection.vendor]:
        schema_editor.execute(statement)
    articles = apps.get_model("articles", "Article").objects
    index_many(articles.only("title", "summary", "body_html", "language").iterator(500))


def drop(apps, schema_editor):
    for table in ("articles_search", "articles_search_head"):
        schema_editor.execute(f"DROP TABLE {table}")


class Migration(migrations.Migration):
    dependencies = [("articles", "0002_writing")]
    operations = [
        # Nobody can save an article while PostgreSQL reads the table once, a tenth of a second for 100,000. Readers do not
        # wait.
        migrations.AddIndex("article", models.Index(fields=["language"], name="article_language")),
        migrations.RunPython(speak_the_sites_language, migrations.RunPython.noop),
        # Filling it takes about 15 s for 20,000 articles. What the old code saves afterwards is not in it: run
        # `manage.py search_index` when the new code is in place.
        migrations.RunPython(create, drop),
    ]
