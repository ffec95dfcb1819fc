"""All addresses. The ground's own are here; each app brings its own list."""

from django.urls import URLPattern, URLResolver, include, path

from config import health
from config.resolving import Remembered
from outreach.api import urls as outreach_api
from registry.admin import site
from registry.api import urls as registry_api
from registry.web.api_docs import docs
from registry.web.colours import colours
from reports.api import urls as reports_api

# One API to those who use it, whichever app answers.
API: list[URLPattern | URLResolver] = [*registry_api.urlpatterns, *outreach_api.urlpatterns, *reports_api.urlpatterns]
ALL: list[URLPattern | URLResolver] = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("colours.css", colours, name="colours"),
    path("admin/", site.urls),
    path("api/", include((API, "api"))),
    path("api/docs/", docs, name="api-docs"),
    path("", include("registry.web.account_urls")),
    path("", include("reports.web.urls")),
    path("", include("outreach.web.urls")),
    path("", include("registry.web.urls")),
]
urlpatterns = [Remembered(ALL)]
handler500 = "registry.web.failing.failed"
