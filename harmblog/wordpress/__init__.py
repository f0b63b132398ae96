"""Moving in from WordPress, and out again: its export files (WXR) read, converted, stored and written.

    reading/     a file as a stream of records, repaired on the way; knows no database
    converting/  posts and comments as Markdown: text in, text out
    arriving/    records become articles, comments and the rest, each once; harmblog/disqus.py arrives here too
    leaving/     the whole site as such a file
    records.py   what reading hands to arriving
    own.py       what our own files say beside WordPress' words, for leaving and arriving

`manage.py import_wordpress` begins in arriving/importing.py, `manage.py export_wordpress` in leaving/export.py.
"""
