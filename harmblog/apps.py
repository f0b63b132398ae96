"""The joining app: page generations, commands and what both apps need."""

from django.apps import AppConfig


class HarmblogConfig(AppConfig):
    name = "harmblog"
    verbose_name = "Harmblog"
