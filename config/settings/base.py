"""Settings that hold everywhere. It reads no environment; local, test and production add what differs."""

from pathlib import Path
from typing import Any

import django_stubs_ext
from csp.constants import NONE, SELF

from config.settings.enum_names import ENUM_NAMES

# Lets annotations name Django's generic classes (CharField[str, str]) at run time too.
django_stubs_ext.monkeypatch()

CHECKOUT = Path(__file__).resolve().parents[2]

# Settings of our own, filled in by config.settings.environment. Empty keys encrypt nothing: they raise.
FIELD_KEYS = ""
INDEX_KEY = ""
AUDIT_KEY = ""
DATA_DIR = CHECKOUT / "var"
REDIS_URL = ""
WORKER_SILENT_SECONDS = 60
PROXY_COUNT = 0
# After so many years nothing of the person is left in a record that has ended (registry.domain.erasing).
RETENTION_YEARS = 5
DISTRICT_COLOUR = "#1d4f7c"
# For whom backups are encrypted, and where PostgreSQL's programs lie where PATH does not find them (config.backups).
BACKUP_RECIPIENTS: list[str] = []
PG_BIN = ""
POSTGRES_IS_EMBEDDED = False
# Where members open their personal links; and whether a channel may lead to this very host, which only tests want.
PUBLIC_URL = "http://127.0.0.1:8000"
CHANNELS_REACH_THIS_HOST = False
DATABASE_ROLES: dict[str, dict[str, Any]] = {}

INSTALLED_APPS = [
    "unfold",
    "unfold.contrib.filters",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "csp",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "django_htmx",
    "rest_framework",
    "knox",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "config.apps.GroundConfig",
    "registry.apps.RegistryConfig",
    "outreach.apps.OutreachConfig",
    "reports.apps.ReportsConfig",
]

MIDDLEWARE = [
    "config.logs.RequestLogMiddleware",
    "registry.web.addresses.PlainQueryMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "config.headers.HeadersMiddleware",
    "registry.api.problems.ProblemMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "registry.web.session_store.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "registry.web.body_size.BodySizeMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
    # Innermost: it opens the transaction around the view and its rendering.
    "registry.web.middleware.ScopeMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
AUTH_USER_MODEL = "registry.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [CHECKOUT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "registry.web.nav.context",
            ],
            "libraries": {"ledger": "registry.web.ledger"},
            "builtins": ["registry.web.icons"],
        },
    },
]

# Widgets of forms: see the module.
FORM_RENDERER = "config.form_rendering.ShippedByJinja"

# Language and time: days and months are Shanghai's, storage is UTC.
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文")]
LOCALE_PATHS = [CHECKOUT / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

# Static files: collected, compressed and named by their content in production, served from their folders elsewhere.
STATIC_URL = "/static/"
STATICFILES_DIRS = [CHECKOUT / "static"]

# Login. Axes stands first: it asks our own handler (registry.web.lockout) before a password is even looked at.
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "registry.web.backends.AccountBackend",
]
LOGIN_URL = "/login/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/login/"
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "name")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "registry.domain.passwords.NotGuessable"},
    {"NAME": "registry.domain.passwords.Complexity"},
]
# Off: length and guessability (ASVS). On: also three kinds of characters and a change every PASSWORD_MAX_AGE_DAYS
# (等保, GB/T 22239-2019 8.1.4.1 a).
DENGBAO_PROFILE = False
PASSWORD_MAX_AGE_DAYS = 90
AXES_HANDLER = "registry.web.lockout.LockoutHandler"
AXES_LOCKOUT_CALLABLE = "registry.web.lockout.locked_page"
AXES_CLIENT_IP_CALLABLE = "config.proxies.client_address"
AXES_VERBOSE = False
# (how many, in how many seconds): passwords evaluated for an account, failures from an address, tokens of an account.
LOCKOUT_ACCOUNT = (5, 30 * 60)
LOCKOUT_ADDRESS = (20, 60 * 60)
LOCKOUT_TOKEN = (5, 15 * 60)
# (how many, in how many seconds): different people of whom an account may learn that they are open elsewhere.
PROBE_LIMIT = (20, 60 * 60)
# (how many, in how many seconds), for an address: personal links that are none, and things sent through links.
# `hers`: what one personal session sends.
LINK_LIMITS = {"wrong": (20, 60 * 60), "sent": (30, 60 * 60), "hers": (60, 60 * 60), "door": (20, 60 * 10),
               "register": (60, 60 * 60), "register-point": (200, 60 * 60),
               # 金点子: forms sent, taken, taken from a browser that did no work for it, from one device; codes looked
               # up, codes that were none, texts compared.
               "suggest-try": (60, 60 * 60), "suggest": (10, 60 * 60), "suggest-bare": (3, 60 * 60),
               "suggest-device": (10, 60 * 60), "suggest-look": (120, 60 * 60), "suggest-wrong": (20, 60 * 60),
               "suggest-alike": (300, 60 * 60)}  # fmt: skip
# 金点子: how long a form may stay open, below how many seconds nobody has read it, and how many zero bits its browser
# has to find before it is sent (2 to the power of so many tries on average: a second on an old phone).
SUGGEST_TICKET_SECONDS, SUGGEST_HASTE_SECONDS, SUGGEST_PROOF_BITS = 2 * 3600, 3, 14
SUGGEST_COOKIE_NAME, SUGGEST_DEVICE_NAME = "bdx_left", "bdx_suggest"
# Working days within which a member who asks to have her data put right is answered. The law says "及时" and gives no
# number: this one is the district's own.
CORRECTION_DAYS = 15
# The session that a personal link opens: seconds without activity, and since it was opened.
HER_COOKIE_NAME = "bdx_me"
HER_IDLE_SECONDS, HER_WHOLE_SECONDS = 30 * 60, 8 * 3600
# Whom a locked-out person may ask: name, role, phone. Fixed text, so that the page tells nothing about accounts.
SECURITY_CONTACTS = [{"name": "本区安全管理员", "role": "核对身份后解除锁定", "phone": ""}]
# A browser that has logged in before is not locked out by somebody else who hammers its account's name.
DEVICE_COOKIE_NAME = "bdx_device"
DEVICE_COOKIE_AGE = 180 * 24 * 3600
# The second factor. Tries are counted by our own lockout, so that the library's growing delays stay off.
REQUIRE_SECOND_FACTOR = False
SECOND_FACTOR_ROLES = ("district", "security_admin", "auditor")
OTP_TOTP_ISSUER = "不断线"
OTP_TOTP_THROTTLE_FACTOR = 0
OTP_STATIC_THROTTLE_FACTOR = 0
# Accounts that nobody used for so long are switched off.
DORMANT_DAYS = 90

# Sessions live in the database: they outlast a flushed Redis and can be ended from the server's side.
SESSION_ENGINE = "registry.web.session_store"
SESSION_COOKIE_NAME = "bdx_session"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
# Measured on the server (registry.web.sessions): without activity, and since the login.
SESSION_IDLE_SECONDS = 15 * 60
SESSION_ABSOLUTE_SECONDS = 12 * 3600
CSRF_COOKIE_NAME = "bdx_csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "django.views.csrf.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# Headers.
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
        "manifest-src": [SELF],
    },
}

# Uploads: what a request may carry. A roster of 100,000 rows is about 12 MB.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
DATA_UPLOAD_MAX_NUMBER_FILES = 20
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_HANDLERS = [
    "registry.web.intake_ceiling.Ceiling",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# The API. Tokens are rows of our own (registry.models.token); knox brings how they are made and hashed, and no table.
KNOX_TOKEN_MODEL, MIGRATION_MODULES = "registry.ApiToken", {"knox": None}
REST_KNOX = {"TOKEN_PREFIX": "bdx_"}
API_TOKEN_DAYS = (7, 30, 90, 180, 365)
API_TOKENS_PER_POSTING = 10
# How many requests in how many seconds, for each account under each posting.
API_RATES = {"read": (600, 60), "write": (120, 60), "reveal": (60, 3600)}
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "registry.api.auth.TokenAuthentication",
        "registry.api.auth.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["registry.api.access.HasRight"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["registry.api.parsing.PlainJson"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "registry.api.access.JsonAlways",
    "DEFAULT_THROTTLE_CLASSES": ["registry.api.throttling.AccountThrottle"],
    "DEFAULT_FILTER_BACKENDS": ["registry.api.filtering.ListedFilters"],
    "DEFAULT_PAGINATION_CLASS": "registry.api.paging.Keyset",
    "DEFAULT_SCHEMA_CLASS": "registry.api.describing.Described",
    # OPTIONS would list what select boxes hold.
    "DEFAULT_METADATA_CLASS": None,
    "EXCEPTION_HANDLER": "registry.api.problems.handle",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "不断线接口",
    "VERSION": "1",
    "DESCRIPTION": (
        "流动党员信息库的接口。权限和脱敏与页面相同：只看得到本岗位管理范围内的人，号码一律脱敏。用法见 docs/api.md。"
    ),
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": True,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "registry.api.describing.add_problems",
    ],
    "SORT_OPERATION_PARAMETERS": False,
    "ENUM_NAME_OVERRIDES": ENUM_NAMES,
}

UNFOLD = {
    "SITE_TITLE": "不断线",
    # The district's own name.
    "SITE_HEADER": "registry.admin.navigation.header",
    "SHOW_HISTORY": False,
    "SHOW_VIEW_ON_SITE": False,
    "SHOW_BACK_BUTTON": True,
    "THEME": "light",
    "SITE_ICON": "/static/img/logo.svg",
    "SITE_FAVICONS": [{"rel": "icon", "type": "image/svg+xml", "href": "/static/img/logo.svg"}],
    "SCRIPTS": ["/static/js/admin.js"],
    "SIDEBAR": {"show_search": False, "command_search": False, "navigation": "registry.admin.navigation.groups"},
    "COLORS": {"primary": "registry.admin.navigation.shades_of_primary"},
}
