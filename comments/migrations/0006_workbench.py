"""The moderators’ workbench: redaction, safety notes, reports, what is learned, break-glass, places in the queue."""

import comments.models.contact
import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0003_search"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("comments", "0005_commenters_side"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="LogHead",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("number", models.BigIntegerField()),
                ("mac", models.CharField(max_length=64)),
                ("seal", models.CharField(max_length=64)),
            ],
            options={
                "db_table": "comments_loghead",
                "managed": False,
            },
        ),
        migrations.CreateModel(
            name="LogLine",
            fields=[
                ("number", models.BigIntegerField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("act", models.CharField(max_length=20)),
                ("subject", models.CharField(max_length=40)),
                ("actor", models.BigIntegerField()),
                ("before", models.CharField(max_length=20)),
                ("after", models.CharField(max_length=20)),
                ("reason", models.CharField(max_length=20)),
                ("mac", models.CharField(max_length=64)),
            ],
            options={
                "db_table": "comments_logline",
                "managed": False,
            },
        ),
        migrations.CreateModel(
            name="Claim",
            fields=[
                (
                    "comment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="comments.comment",
                    ),
                ),
                ("until", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="DeskNote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField()),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name="Digest",
            fields=[
                (
                    "moderator",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("day", models.DateField()),
            ],
        ),
        migrations.CreateModel(
            name="Learned",
            fields=[
                (
                    "comment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="comments.comment",
                    ),
                ),
                ("unwanted", models.BooleanField()),
            ],
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                (
                    "comment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="comments.comment",
                    ),
                ),
                ("text", models.TextField()),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name="MessageTemplate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=60, verbose_name="title")),
                ("text", models.TextField(max_length=1000, verbose_name="text")),
            ],
        ),
        migrations.CreateModel(
            name="Model",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("wanted", models.IntegerField(default=0)),
                ("unwanted", models.IntegerField(default=0)),
                ("made_with", models.CharField(blank=True, default="", max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name="Original",
            fields=[
                (
                    "comment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="comments.comment",
                    ),
                ),
                ("sealed", comments.models.contact.SealedField()),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name="Report",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("identifies", "It leads to somebody who could be recognised."),
                            ("sourcing", "It offers drugs, or a way to get them."),
                            ("risky", "Somebody who follows it could be harmed."),
                            ("hostile", "It attacks somebody."),
                            ("danger", "Somebody may be in danger now."),
                            ("other", "Something else is wrong with it."),
                        ],
                        max_length=20,
                    ),
                ),
                ("count", models.PositiveIntegerField(default=1)),
                ("first_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name="Reveal",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                (
                    "what",
                    models.CharField(
                        choices=[("address", "the address"), ("original", "the words that were removed")], max_length=10
                    ),
                ),
                ("reason", models.TextField(max_length=1000, verbose_name="reason")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "waits for a second person"),
                            ("agreed", "agreed to"),
                            ("opened", "opened, not looked at yet"),
                            ("shown", "shown"),
                            ("refused", "refused"),
                            ("expired", "not used in time"),
                            ("gone", "there was nothing any more"),
                        ],
                        default="asked",
                        max_length=10,
                    ),
                ),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("agreed_at", models.DateTimeField(null=True)),
                ("opened_at", models.DateTimeField(null=True)),
                ("shown_at", models.DateTimeField(null=True)),
                ("public_key", models.BinaryField()),
                ("answer", models.BinaryField(null=True)),
            ],
            options={
                "permissions": [
                    ("ask_to_reveal", "Can ask to see what is sealed"),
                    ("agree_to_reveal", "Can agree to that"),
                ],
            },
        ),
        migrations.CreateModel(
            name="SafetyNote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name="SafetyTemplate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.SlugField(max_length=40, unique=True, verbose_name="key")),
                ("title", models.CharField(max_length=100, verbose_name="title, for moderators")),
                ("retracted_at", models.DateTimeField(blank=True, null=True, verbose_name="retracted at")),
            ],
            options={
                "verbose_name": "safety note",
                "verbose_name_plural": "safety notes",
            },
        ),
        migrations.CreateModel(
            name="SafetyText",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("language", models.CharField(max_length=10, verbose_name="language")),
                ("version", models.PositiveIntegerField(verbose_name="version")),
                ("text", models.TextField(max_length=600, verbose_name="text")),
                ("source", models.CharField(max_length=300, verbose_name="source")),
                ("source_url", models.URLField(blank=True, max_length=500, verbose_name="address of the source")),
                ("reviewed_on", models.DateField(verbose_name="reviewed on")),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "verbose_name": "text of a safety note",
                "verbose_name_plural": "texts of a safety note",
            },
        ),
        migrations.CreateModel(
            name="SecondOpinion",
            fields=[
                (
                    "comment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="comments.comment",
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name="Tally",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("month", models.CharField(max_length=7)),
                ("act", models.CharField(max_length=10)),
                ("reason", models.CharField(blank=True, default="", max_length=20)),
                ("count", models.PositiveIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="Token",
            fields=[
                ("key", models.BigIntegerField(primary_key=True, serialize=False)),
                ("wanted", models.IntegerField(default=0)),
                ("unwanted", models.IntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="WordList",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "label",
                    models.CharField(
                        choices=[
                            ("sourcing", "sourcing"),
                            ("vendor", "a link to a vendor"),
                            ("spam", "spam"),
                            ("urgent", "urgent"),
                            ("dose", "a claim about doses or mixtures"),
                        ],
                        max_length=20,
                        verbose_name="label",
                    ),
                ),
                ("words", models.TextField(max_length=20000, verbose_name="words")),
                ("reason", models.CharField(max_length=200, verbose_name="reason, as moderators read it")),
                ("is_active", models.BooleanField(default=True, verbose_name="in use")),
                ("changed_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
            options={
                "verbose_name": "list of words",
                "verbose_name_plural": "lists of words",
            },
        ),
        migrations.RemoveIndex(
            model_name="comment",
            name="comment_in_lane",
        ),
        migrations.AddField(
            model_name="comment",
            name="by_site",
            field=models.BooleanField(
                db_default=False, default=False, editable=False, verbose_name="an answer of the site"
            ),
        ),
        migrations.AddField(
            model_name="comment",
            name="rank",
            field=models.PositiveSmallIntegerField(db_default=1, default=1, editable=False),
        ),
        migrations.AddField(
            model_name="comment",
            name="sorted_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AlterField(
            model_name="comment",
            name="lane",
            field=models.PositiveSmallIntegerField(
                choices=[(0, "Urgent"), (1, "Ordinary"), (2, "Likely spam or sourcing")],
                db_default=1,
                default=1,
                verbose_name="lane",
            ),
        ),
        migrations.AlterField(
            model_name="decision",
            name="act",
            field=models.CharField(
                choices=[
                    ("approve", "approved"),
                    ("reject", "rejected"),
                    ("spam", "marked as spam"),
                    ("undo", "taken back"),
                    ("change", "changed"),
                    ("keep", "left as it was"),
                    ("resubmit", "sent again"),
                    ("withdraw", "withdrawn"),
                    ("redact", "published without some words"),
                    ("ask", "held for a second opinion"),
                    ("answer", "answered by the site"),
                    ("warn", "given a safety note"),
                    ("unwarn", "relieved of a safety note"),
                    ("hide", "hidden until somebody has looked"),
                ],
                max_length=10,
            ),
        ),
        migrations.AddIndex(
            model_name="comment",
            index=models.Index(
                models.F("lane"),
                models.F("rank"),
                models.F("id"),
                condition=models.Q(("status", "pending")),
                name="comment_in_lane",
            ),
        ),
        migrations.AddIndex(
            model_name="comment",
            index=models.Index(
                models.F("id"), condition=models.Q(("sorted_at", None), ("status", "pending")), name="comment_to_sort"
            ),
        ),
        migrations.AddField(
            model_name="claim",
            name="moderator",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="desknote",
            name="comment",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="comments.comment"
            ),
        ),
        migrations.AddField(
            model_name="desknote",
            name="moderator",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="messagetemplate",
            name="moderator",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="original",
            name="restore_for",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="report",
            name="comment",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="comments.comment"
            ),
        ),
        migrations.AddField(
            model_name="reveal",
            name="agreed_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="reveal",
            name="asked_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="reveal",
            name="comment",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="comments.comment"
            ),
        ),
        migrations.AddField(
            model_name="safetynote",
            name="comment",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="comments.comment"
            ),
        ),
        migrations.AddField(
            model_name="safetynote",
            name="moderator",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="safetynote",
            name="template",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="comments.safetytemplate"
            ),
        ),
        migrations.AddField(
            model_name="safetytext",
            name="editor",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="safetytext",
            name="template",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="texts", to="comments.safetytemplate"
            ),
        ),
        migrations.AddField(
            model_name="secondopinion",
            name="asked_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddConstraint(
            model_name="tally",
            constraint=models.UniqueConstraint(
                models.F("month"), models.F("act"), models.F("reason"), name="tally_once"
            ),
        ),
        migrations.AddField(
            model_name="wordlist",
            name="changed_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="messagetemplate",
            constraint=models.UniqueConstraint(models.F("moderator"), models.F("title"), name="message_title_once"),
        ),
        migrations.AddIndex(
            model_name="report",
            index=models.Index(models.F("first_at"), name="report_oldest"),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.UniqueConstraint(models.F("comment"), models.F("reason"), name="report_joined"),
        ),
        migrations.AddIndex(
            model_name="reveal",
            index=models.Index(models.F("asked_at"), condition=models.Q(("state", "agreed")), name="reveal_to_open"),
        ),
        migrations.AddConstraint(
            model_name="safetynote",
            constraint=models.UniqueConstraint(models.F("comment"), models.F("template"), name="safety_note_once"),
        ),
        migrations.AddConstraint(
            model_name="safetytext",
            constraint=models.UniqueConstraint(
                models.F("template"), models.F("language"), models.F("version"), name="safety_text_version"
            ),
        ),
    ]
