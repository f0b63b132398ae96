"""What to read next: articles on the same topics and with the same words in their heads, in the same language first.

Only the newest few of each topic and of each word are looked at, in one query, so that it costs the same on a site of
any size.
"""

import datetime as dt
from collections import Counter

from django.utils import timezone

from harmblog import replica
from harmblog.prepared import Prepared

from . import index
from .models import Article
from .words import Query, Term, stems, tokens

SHOWN = 3
EACH = 30  # articles looked at for a topic or a word
TOPICS = 8
WORDS, SHORTEST = 8, 4  # the longest words of title and summary, which say the most
CONSIDERED = 30
COLUMNS = ("pk", "language", "kind", "slug", "title")
BY_KEYS = Prepared(
    lambda now, *keys: Article.objects.published(now).in_stream().filter(pk__in=keys).values_list(*COLUMNS),
    *(dt.datetime, *[int] * CONSIDERED),
)


def related(article: Article) -> list[Article]:
    """Up to three published articles close to this one. Three queries, the article's topics among them."""
    keys = _closest(article)
    keys = [key for key in keys if key != article.pk]
    rows = BY_KEYS.rows(timezone.now(), *keys, *[0] * (CONSIDERED - len(keys)))
    closest = sorted(rows, key=lambda row: (row[1] != article.language, keys.index(row[0])))[:SHOWN]
    return [Article(**dict(zip(COLUMNS, row, strict=True))) for row in closest]


def _closest(article: Article) -> list[int]:
    """Keys of what shares topics and words with it, the closest first."""
    ask = index.dialect()
    in_topic = "SELECT article_id, %s FROM articles_article_topics WHERE topic_id = %s ORDER BY article_id DESC"
    with_word = f"SELECT {ask.key}, %s FROM {{0}} WHERE {ask.match} ORDER BY {ask.key} DESC".format(index.HEAD)  # noqa: S608
    questions = [(in_topic, topic.pk) for topic in article.topics.all()[:TOPICS]]
    questions += [(with_word, index.expression(Query((term,)))) for term in _terms(article)]
    if not questions:
        return []
    each = (f"SELECT * FROM ({sql} LIMIT {EACH}) AS q{n}" for n, (sql, _) in enumerate(questions))  # noqa: S608
    values = [value for n, (_, asked) in enumerate(questions) for value in (n, asked)]
    with replica.connection().cursor() as cursor:
        cursor.execute(" UNION ALL ".join(each), values)
        answers = cursor.fetchall()
    return _by_closeness(answers)


def _by_closeness(answers: list[tuple[int, int]]) -> list[int]:
    """The keys that answer the most questions, of which those that few answer count double; then the newest."""
    asked = Counter(question for _, question in answers)
    closeness: Counter[int] = Counter()
    for key, question in answers:
        closeness[key] += 1 if asked[question] >= EACH else 2
    return sorted(closeness, key=lambda key: (closeness[key], key), reverse=True)[:CONSIDERED]


def _terms(article: Article) -> list[Term]:
    words = sorted(set(tokens(f"{article.title} {article.summary}")), key=lambda word: (-len(word), word))
    found = stems([word for word in words if len(word) >= SHORTEST][:WORDS], article.language)[0]
    return [Term(frozenset({(stem,)})) for stem in dict.fromkeys(found) if stem]
