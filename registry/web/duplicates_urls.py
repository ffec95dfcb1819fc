"""Addresses of the duplicates."""

from django.urls import path

from registry.web import duplicates, duplicates_page, duplicates_undo

urlpatterns = [
    path("", duplicates.duplicate_list, name="duplicates"),
    path("<uuid:pk>/", duplicates_page.duplicate, name="duplicate"),
    path("merges/<uuid:pk>/undo/", duplicates_undo.merge_undo, name="merge-undo"),
]
