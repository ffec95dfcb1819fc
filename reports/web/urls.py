"""Addresses of the month's pages. What each asks for is written at its view (registry.web.access)."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("reports.web.month_urls")),
    path("", include("reports.web.official_urls")),
    path("", include("reports.web.export_urls")),
    path("", include("reports.web.board_urls")),
]
