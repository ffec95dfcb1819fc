"""Addresses of activities and venues."""

from django.urls import path

from outreach.web import venue_pages

urlpatterns = [
    path("activities/venues/", venue_pages.venue_list, name="venues"),
    path("activities/venues/new/", venue_pages.venue_new, name="venue-new"),
    path("activities/venues/<uuid:pk>/", venue_pages.venue, name="venue"),
]
