"""Addresses of the month's API, below `api/`."""

from django.urls import URLPattern, URLResolver

from reports.api import export_urls, month_urls

urlpatterns: list[URLPattern | URLResolver] = [*month_urls.urlpatterns, *export_urls.urlpatterns]
