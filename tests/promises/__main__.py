"""Prints which tests stand at each channel: python -m tests.promises"""

import os

import django

from . import channels

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "harmblog.settings")
    django.setup()
    channels.load()
    print(channels.table())
