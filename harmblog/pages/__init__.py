"""Finished pages in memory: under which mark they are kept, where, and how they leave before Django is asked."""
