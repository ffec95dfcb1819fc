"""Addresses of the month's API, below `api/`."""

from django.urls import URLPattern, URLResolver

from reports.api import board_urls, export_urls, month_urls

urlpatterns: list[URLPattern | URLResolver] = [
    *board_urls.urlpatterns,
    *month_urls.urlpatterns,
    *export_urls.urlpatterns,
]
