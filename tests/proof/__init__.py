"""Experiments that try to break what the site promises, and the table of all of them: docs/promises.md.

A test says what it stands for by a marker: `promise` (of the design, by number), `fault` (by number), `asvs` (by id);
channels have their own (`tests.promises.channels`). `make test` runs the short form of each, `make proof` the long one.
What was found is in pytest's reports (`PROOF_REPORTS=folder`), of which `python -m tests.proof` makes the table.
"""
