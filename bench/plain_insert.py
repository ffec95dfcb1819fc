"""A bare Django project whose one view inserts what a form says: what `bench.suggest` is compared with.

`PEER_DATABASE_URL` says where; `create()` makes its table. Served by gunicorn as `bench.plain_insert:application`.
"""

import os
from urllib.parse import parse_qsl, unquote, urlsplit

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection, models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path

_parts = urlsplit(os.environ["PEER_DATABASE_URL"])
_query = dict(parse_qsl(_parts.query))
settings.configure(
    SECRET_KEY="peer",
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    USE_TZ=True,
    INSTALLED_APPS=[],
    MIDDLEWARE=[],
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": _query.get("dbname") or _parts.path.lstrip("/"),
            "USER": unquote(_parts.username or _query.get("user", "")),
            "PASSWORD": unquote(_parts.password or ""),
            "HOST": _query.get("host") or _parts.hostname or "",
            "PORT": _query.get("port") or _parts.port or "",
            "CONN_MAX_AGE": 600,
        }
    },
)
django.setup()


class Idea(models.Model):
    """What the form says, as it comes."""

    content = models.TextField()
    category = models.CharField(max_length=20)
    place = models.CharField(max_length=40)
    title = models.CharField(max_length=60)
    name = models.CharField(max_length=50)
    phone = models.CharField(max_length=20)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        app_label = "bench"
        db_table = "bench_plain_idea"

    def __str__(self) -> str:
        return self.title


def take(request: HttpRequest) -> HttpResponse:
    """Insert, and send on."""
    said = {name: request.POST.get(name, "") for name in ("content", "category", "place", "title", "name", "phone")}
    Idea.objects.create(**said)
    return HttpResponseRedirect("/done/")


def create() -> None:
    """The table, empty."""
    with connection.schema_editor() as editor:
        editor.execute("DROP TABLE IF EXISTS bench_plain_idea")
        editor.create_model(Idea)


urlpatterns = [path("suggest/", take)]
application = get_wsgi_application()
