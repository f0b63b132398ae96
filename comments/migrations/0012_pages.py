"""Each comment's page of its discussion: the published ones are given theirs, in the order in which they came."""

from collections import Counter

from django.db import migrations, models

PER_PAGE, MOST, BATCH = 50, 60, 500


def place(apps, schema_editor):
    Comment = apps.get_model("comments", "Comment")
    placed = Comment.objects.filter(status__in=["approved", "withdrawn"]).order_by("article_id", "pk")
    article, last, pages, filled, moved = None, 1, {}, Counter(), []
    for pk, of, parent in placed.values_list("pk", "article_id", "parent_id").iterator():
        if of != article:
            article, last, pages, filled = of, 1, {}, Counter()
        page = pages.get(parent)
        if page is None or filled[page] >= MOST:
            last += filled[last] >= PER_PAGE
            page = last
        pages[pk] = page
        filled[page] += 1
        moved.append((pk, page))
        if len(moved) >= BATCH:
            store(Comment, moved)
            moved = []
    store(Comment, moved)


def store(comments, moved):
    for page in {page for _pk, page in moved}:
        comments.objects.filter(pk__in=[pk for pk, its in moved if its == page]).update(page=page)


class Migration(migrations.Migration):
    dependencies = [("comments", "0011_log_rowid")]

    operations = [
        migrations.AddField("comment", "page", models.PositiveIntegerField(default=0, db_default=0, editable=False)),
        migrations.RemoveIndex("comment", "comment_on_page"),
        migrations.RemoveIndex("comment", "comment_withdrawn"),
        migrations.AddIndex(
            "comment",
            models.Index("article", "page", "id", name="comment_on_page", condition=models.Q(status="approved")),
        ),
        migrations.AddIndex(
            "comment",
            models.Index("article", "page", name="comment_withdrawn", condition=models.Q(status="withdrawn")),
        ),
        migrations.RunPython(place, migrations.RunPython.noop),
    ]
