"""A site in one file, and a site out of one: `manage.py backup`, `verify`, `restore`. See docs/backup.md.

The file is a zip. `manifest.json` says what else is in it and the SHA-256 of each; `rows/TABLE.jsonl` has the rows of a
table by their key, one JSON array a line; `images/…` are the images. The zip's comment, its last 64 bytes, is the
SHA-256 of all bytes before it. Rows are written alike whichever database they come from, so that a file made with
SQLite is restored into PostgreSQL, and the hashes show that nothing changed on the way.

Not in it: keys, log-ins, and what is made from the rest (the search index).
"""


class Refused(Exception):
    """Nothing was changed, and the message says why, and what to do."""
