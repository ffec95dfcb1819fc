"""Addresses of what 金点子 add up to."""

from django.urls import path

from outreach.web import suggestion_figures

urlpatterns = [
    path("suggestions/figures/", suggestion_figures.suggestion_figures, name="suggestion-figures"),
    path("suggestions/figures/rows/", suggestion_figures.figure_rows, name="suggestion-figure-rows"),
]
