"""Addresses of the working-day calendar."""

from django.urls import path

from registry.web import calendar_edit, calendar_page

urlpatterns = [
    path("", calendar_page.year_page, name="calendar"),
    path("day/", calendar_edit.day, name="calendar-day"),
    path("<int:year>/enter/", calendar_edit.enter, name="calendar-enter"),
]
