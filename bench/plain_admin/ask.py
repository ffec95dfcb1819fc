"""Asks a plain Django admin what standard input says; prints milliseconds by kind of question as JSON."""

import json
import os
import sys
import time
from typing import Any

import django
from django.conf import settings
from django.urls import path

# What a plain admin can't ask: the columns are encrypted or hashed.
OUT_OF_REACH = ("phone tail", "phone", "whole ID", "origin")


def configure() -> None:
    """Settings of a bare project with nothing but the admin."""
    from urllib.parse import parse_qsl, unquote, urlsplit

    parts = urlsplit(os.environ["PEER_DATABASE_URL"])
    query = dict(parse_qsl(parts.query))
    settings.configure(
        SECRET_KEY="peer",
        ALLOWED_HOSTS=["*"],
        ROOT_URLCONF=__name__,
        USE_TZ=True,
        TIME_ZONE="Asia/Shanghai",
        INSTALLED_APPS=[
            "django.contrib.admin",
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.sessions",
            "django.contrib.messages",
            "bench.plain_admin",
        ],
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "APP_DIRS": True,
                "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
            }
        ],
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.postgresql",
                "NAME": query.get("dbname") or parts.path.lstrip("/"),
                "USER": unquote(parts.username or query.get("user", "")),
                "PASSWORD": unquote(parts.password or ""),
                "HOST": query.get("host") or parts.hostname or "",
                "PORT": query.get("port") or parts.port or "",
            }
        },
    )
    django.setup()


class Visitor:
    """Somebody who may do everything; a session would only add to the peer's time."""

    is_active = is_staff = is_authenticated = True
    pk = 1

    def has_perm(self, *args: object) -> bool:
        return True

    has_module_perms = has_perm

    def has_usable_password(self) -> bool:
        return False

    def get_username(self) -> str:
        return "peer"

    get_short_name = get_username


def plain_admin() -> Any:
    """The admin class as the tutorial writes it."""
    from django.contrib import admin

    from bench.plain_admin.models import PlainMember

    class PlainMemberAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
        list_display = ("name", "direction", "status", "employer", "origin_code", "flowed_on")
        list_filter = ("direction", "status")
        search_fields = ("name", "pinyin", "initials", "employer")
        list_per_page = 50

    admin.site.register(PlainMember, PlainMemberAdmin)
    return admin.site._registry[PlainMember]


def ask(model_admin: Any, parameters: dict[str, str]) -> float:
    """Milliseconds of one list page, rendered."""
    from django.test import RequestFactory

    translated = {"direction": "direction__exact", "status": "status__exact"}
    request = RequestFactory().get("/", {translated.get(key, key): value for key, value in parameters.items()})
    request.user = Visitor()  # type: ignore[assignment]
    began = time.perf_counter()
    response = model_admin.changelist_view(request)
    response.render()
    return (time.perf_counter() - began) * 1000


def main() -> None:
    """Read the questions, ask them, print the times."""
    configure()
    from django.contrib import admin

    model_admin = plain_admin()
    urlpatterns[:] = [path("admin/", admin.site.urls)]
    asked = json.load(sys.stdin)
    ask(model_admin, {})
    print(
        json.dumps(
            {kind: [ask(model_admin, one) for one in each] for kind, each in asked.items() if kind not in OUT_OF_REACH}
        )
    )


urlpatterns: list[Any] = []

if __name__ == "__main__":
    main()
