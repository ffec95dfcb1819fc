"""Local work and the demo: embedded servers unless URLs are set, secrets made once beside the data."""

from config.env import read
from config.settings.base import *
from config.settings.environment import settings_of

ENVIRONMENT = read("local")
globals().update(settings_of(ENVIRONMENT))

# No collectstatic on a developer's machine: files are served from where they lie.
WHITENOISE_USE_FINDERS = True
