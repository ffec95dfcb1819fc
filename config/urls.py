"""All addresses. The ground's own are here; each app brings its own list."""

from django.urls import include, path

from config import health
from registry.admin import site
from registry.web.api_docs import docs
from registry.web.colours import colours

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("colours.css", colours, name="colours"),
    path("admin/", site.urls),
    path("api/", include("registry.api.urls")),
    path("api/docs/", docs, name="api-docs"),
    path("", include("registry.web.account_urls")),
    path("", include("outreach.web.urls")),
    path("", include("registry.web.urls")),
]
