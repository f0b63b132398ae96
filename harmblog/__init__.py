"""Joins the two apps, articles and comments; holds no rule of its own."""

VERSION = "0.1.0"
