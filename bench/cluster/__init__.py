"""Many machines on one host, in network namespaces, and what is left when one of them is away: `make cluster`.

docs/scale.md has the tables that it wrote last.
"""
