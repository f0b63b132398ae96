"""Figures for Prometheus, where METRICS=1: what this process answered, and how fast, and what waits.

A label is a route (`articles/<words:slug>/`), a method, a status or a lane: never a path, an id or an address.
`counting` is in the way of each request; `telling` writes the page, which only this machine and whoever has
METRICS_TOKEN can see.
"""
