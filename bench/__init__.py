"""Measures harmblog beside the limit, in one run: `make bench`.  docs/performance.md is what it wrote last."""
