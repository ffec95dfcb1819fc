"""Production: everything named by the environment, TLS in front, nothing made up."""

from config.env import read
from config.settings.base import *
from config.settings.environment import settings_of

ENVIRONMENT = read("production")
globals().update(settings_of(ENVIRONMENT))

# TLS ends at the proxy, which says so in a header that it sets itself (deploy/nginx.conf).
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENVIRONMENT.proxy_count else None
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True

# The __Host- prefix makes browsers refuse a cookie that another host of the domain tries to plant.
SESSION_COOKIE_NAME = "__Host-bdx_session"
SESSION_COOKIE_SECURE = True
DEVICE_COOKIE_NAME = "__Host-bdx_device"
CSRF_COOKIE_NAME = "__Host-bdx_csrf"
CSRF_COOKIE_SECURE = True

REQUIRE_SECOND_FACTOR = True

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
