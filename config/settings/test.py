"""The tests: servers of their own in var/test, cheap password hashes, nothing else that production lacks."""

import os

from config.env import read
from config.refusal import Refusal
from config.settings.base import *
from config.settings.environment import settings_of

ENVIRONMENT = read("test")
if not ENVIRONMENT.migration_database_url:
    raise Refusal("测试要建库：请同时设置 MIGRATION_DATABASE_URL，或者两个都不设。")
_SETTINGS = settings_of(ENVIRONMENT)
globals().update(_SETTINGS)

_OPTIONS = _SETTINGS["DATABASES"]["default"]["OPTIONS"]
# A statement that hangs is named in its error before the test's own time is over; at full size some take as long.
_PATIENCE = "" if os.environ.get("FAULTS") == "full" else " -c statement_timeout=200s"

# Created and dropped as the owner; tests/conftest.py switches to the app role in between. The process id in the name
# keeps two runs on one server apart.
DATABASES = {
    "default": _SETTINGS["DATABASES"]["default"]
    | _SETTINGS["DATABASE_ROLES"]["owner"]
    | {"OPTIONS": _OPTIONS | {"options": _OPTIONS.get("options", "") + _PATIENCE}}
    | {"TEST": {"NAME": f"test_buduanxian_{os.getpid()}"}},
}

# What this process counts is its own: other processes of a run, and the run before, ask from the same addresses.
CACHES = {"default": _SETTINGS["CACHES"]["default"] | {"KEY_PREFIX": f"bdx-{os.getpid()}"}}

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
WHITENOISE_AUTOREFRESH = True
# Tests ask more in a minute than a program may, and the crawl opens more links than a stranger may.
LINK_LIMITS = dict.fromkeys(LINK_LIMITS, (10**9, 60))
SUGGEST_PROOF_BITS = 6
API_RATES = dict.fromkeys(("read", "write", "reveal"), (10**9, 60))
# Providers of the outside are servers on this host.
CHANNELS_REACH_THIS_HOST = True
