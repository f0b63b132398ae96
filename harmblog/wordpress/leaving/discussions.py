"""The comments and pings of an article in an export: names, words, dates, states and threads; never an address."""

from collections import Counter
from collections.abc import Iterator

from comments.models import Comment, Ping

from .elements import cdata, dates, element, our_meta, words

ROWS = 1000  # in memory at a time
Status = Comment.Status
APPROVED = {Status.APPROVED: "1", Status.PENDING: "0", Status.REJECTED: "trash", Status.SPAM: "spam"}


class Discussions:
    """Numbers all comments and pings of the site from 1, in the order in which they are written."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self._last = 0

    def of(self, article: int) -> Iterator[str]:
        """What was said under an article, and who linked to it."""
        # Not the empty places of what was withdrawn or forgotten.
        comments = Comment.objects.filter(article_id=article).exclude(text="").order_by("pk")
        # All numbers first: a parent may have been brought here after its reply.
        keys = list(comments.values_list("pk", flat=True))
        numbers = {key: self._last + place for place, key in enumerate(keys, 1)}
        self._last += len(numbers)
        for comment in comments.iterator(ROWS):
            if comment.pk in numbers:  # not one that came since
                self.counts[f"comments, {comment.status}"] += 1
                yield _comment(comment, numbers[comment.pk], numbers.get(comment.parent_id or 0, 0))
        for ping in Ping.objects.filter(article_id=article).order_by("pk").iterator(ROWS):
            self.counts["pings"] += 1
            self._last += 1
            yield _ping(ping, self._last)


def _comment(comment: Comment, number: int, parent: int) -> str:
    # A name that looks like an address would not be let in again, but from ourselves.
    beside = {"text": comment.text, "name": comment.name if "@" in comment.name else ""}
    return _element(
        number,
        words("wp:comment_author", comment.name),
        element("wp:comment_author_url"),
        dates("wp:comment_date", comment.received_at),
        cdata("wp:comment_content", comment.html),
        element("wp:comment_approved", APPROVED[Status(comment.status)]),
        element("wp:comment_type", "comment"),
        element("wp:comment_parent", parent),
        our_meta("comment", beside),
    )


def _ping(ping: Ping, number: int) -> str:
    return _element(
        number,
        words("wp:comment_author", ping.name),
        element("wp:comment_author_url", ping.url),
        dates("wp:comment_date", ping.received_at),
        words("wp:comment_content", ping.text),
        element("wp:comment_approved", int(ping.was_approved)),
        element("wp:comment_type", ping.kind),
        element("wp:comment_parent", 0),
        our_meta("comment", {"text": ping.text, "name": ping.name if "@" in ping.name else ""}),
    )


def _element(number: int, author: str, *rest: str) -> str:
    empty = element("wp:comment_author_email") + element("wp:comment_author_IP")
    body = "".join([element("wp:comment_id", number), author, empty, *rest, element("wp:comment_user_id", 0)])
    return f"<wp:comment>\n{body}</wp:comment>\n"
