"""What has to be done inside the measured site: a process beside its web server, told what to do line by line.

`Inside` starts it and speaks to it; run as a program, this is it.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any, cast

ROOT = Path(__file__).resolve().parent.parent
SIZES = (2, 50, 500, 5000)  # comments under the measured articles
WORDS_OF_ARTICLE, WORDS_OF_COMMENT = 1000, 120
ANSWER = "@ "


class Inside:
    """A process of the site's own code. Each attribute is a function below: `inside.build()`."""

    def __init__(self, env: dict[str, str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bench.inside"],
            cwd=ROOT, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1,
        )  # fmt: skip
        self._said, self._heard = cast(IO[str], self._process.stdin), cast(IO[str], self._process.stdout)

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def ask(**how: Any) -> Any:
            self._said.write(json.dumps([name, how]) + "\n")
            for line in self._heard:
                if line.startswith(ANSWER):
                    return json.loads(line.removeprefix(ANSWER))
            raise RuntimeError(f"The process inside the site ended at {name}")

        return ask

    def end(self) -> None:
        self._said.close()
        self._process.wait(60)


# --- In that process --------------------------------------------------------------------------------------------------


def build(*, filler: int, comments: int) -> list[str]:
    """The measured articles, newest of all, and others around them. Returns their addresses, by `SIZES`."""
    from django.contrib.auth.models import User
    from django.utils import timezone

    from articles.models import Article
    from comments import moderation
    from comments.models import Comment
    from harmblog.markup import article_html, comment_html
    from harmblog.pagecache import bump
    from harmblog.populate import WORDS, populate

    populate(articles=filler, comments=comments, pending=0, tell=lambda line: None)
    chance = random.Random(1)  # noqa: S311 - the same site each time
    author, now, made = User.objects.filter(is_staff=True)[0], timezone.now(), []

    def text(words: int) -> str:
        return " ".join(chance.choices(WORDS, k=words)).capitalize() + "."

    for size in SIZES:
        body = "\n\n".join(f"## {text(3)}\n\n{text(WORDS_OF_ARTICLE // 8)}" for _ in range(8))
        article = Article.objects.create(
            title=f"An article with {size} comments", slug=f"measured-{size}", summary=text(20), body=body,
            body_html=article_html(body), author=author, status="published", published_at=now,
        )  # fmt: skip
        texts = [text(WORDS_OF_COMMENT) for _ in range(20)]
        ready = [(one, comment_html(one)) for one in texts]
        for start in range(0, size, 500):
            rows = [
                Comment(article=article, name="Rita", text=one, html=html, received_at=now, decided_at=now)
                for one, html in (chance.choice(ready) for _ in range(start, min(start + 500, size)))
            ]
            moderation.insert_with_status(rows, status="approved")
        made.append(article.get_absolute_url())
    bump()
    return made


def pending(*, number: int) -> None:
    """Add so many that wait, spread over all articles, and sorted: else the worker would do so while we measure."""
    from django.utils import timezone

    from comments.models import Comment
    from harmblog.populate import populate

    populate(articles=0, comments=0, pending=number, tell=lambda line: None)
    Comment.objects.filter(sorted_at=None).update(sorted_at=timezone.now())


def session() -> str:
    """The cookie of a moderator who is logged in."""
    from django.conf import settings
    from django.contrib.auth.models import Group, User
    from django.test import Client

    mo, _made = User.objects.get_or_create(username="mo-who-is-measured")
    mo.groups.add(Group.objects.get(name="Moderator"))
    client = Client()
    client.force_login(mo)
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


def renew() -> None:
    """Make every kept page unreachable, as an approval does."""
    from harmblog.pagecache import bump

    bump()


def received() -> int:
    from comments.models import Comment

    return Comment.objects.count()


def main() -> None:
    import django

    django.setup()
    for line in sys.stdin:
        name, how = json.loads(line)
        print(ANSWER + json.dumps(globals()[name](**how)), flush=True)


if __name__ == "__main__":
    main()
