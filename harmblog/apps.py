"""The joining app: page generations, commands and what both apps need."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.utils.translation import gettext_lazy as _


class HarmblogConfig(AppConfig):
    name = "harmblog"
    verbose_name = _("Site")


class DeskConfig(AdminConfig):
    """Django's admin, with our door (`harmblog/desk.py`)."""

    default_site = "harmblog.desk.Desk"
