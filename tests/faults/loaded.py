"""Everything the program consists of, loaded once in the process that tests fork their workers from."""

import os

import django
from django.conf import settings

os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
settings.DATABASES["default"].update(settings.DATABASE_ROLES["app"])
django.setup()
