"""Addresses of the month's API, below `api/`."""

from django.urls import URLPattern, URLResolver

from reports.api import month_urls

urlpatterns: list[URLPattern | URLResolver] = [*month_urls.urlpatterns]
