"""The joining app: page generations, commands and what both apps need."""

from django.apps import AppConfig
from django.contrib.admin.apps import SimpleAdminConfig
from django.utils.translation import gettext_lazy as _


class HarmblogConfig(AppConfig):
    name = "harmblog"
    verbose_name = _("Site")


class DeskConfig(SimpleAdminConfig):
    """Django's admin, with our door (`harmblog/desk.py`). The forms of the admin are loaded with its addresses, in
    `harmblog/urls.py`: the worker has no use for them.
    """

    default_site = "harmblog.desk.Desk"
