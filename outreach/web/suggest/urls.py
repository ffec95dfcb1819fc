"""Addresses of the public pages of 金点子. None of them ever holds a code."""

from django.urls import path

from outreach.web.suggest import alike, answer, listing, page, poster, progress

urlpatterns = [
    path("suggest/", page.page, name="suggest"),
    path("suggest/done/", answer.page, name="suggest-done"),
    path("suggest/progress/", progress.page, name="suggest-progress"),
    path("suggest/list/", listing.page, name="suggest-list"),
    path("suggest/similar/", alike.part, name="suggest-similar"),
    path("suggestions/poster/", poster.page, name="suggestion-poster"),
]
