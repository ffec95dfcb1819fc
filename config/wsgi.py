"""The web application for gunicorn."""

import os
from importlib import import_module

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.local")

application = get_wsgi_application()

# gunicorn runs no manage.py command: what keeps those from starting keeps the web from starting too.
import_module("registry.checks").require_sound()
