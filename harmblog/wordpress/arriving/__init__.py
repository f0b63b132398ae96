"""Records become rows: each once, each in a transaction with the name that it had there.

- importing: the two passes over a file; told says how far they are, and prints the reconciliation
- run: what one import knows, its memory (what was brought before) and its ledger (what became of each)
- authors, topics, attachments, library: what articles need
- articles, posts: what becomes of a post, and how it is stored; dates
- comments, arrival, replies: comments in batches, and who answers whom when all are there; addresses
"""
