"""Addresses of the liaisons' pages."""

from django.urls import path

from registry.web import liaison_handover, liaison_member, liaison_page, liaison_proposal, liaisons

urlpatterns = [
    path("liaisons/", liaisons.board, name="liaisons"),
    path("liaisons/new/", liaison_page.new, name="liaison-new"),
    path("liaisons/proposal/", liaison_proposal.proposal, name="liaison-proposal"),
    path("liaisons/<uuid:pk>/", liaison_page.liaison, name="liaison"),
    path("liaisons/<uuid:pk>/edit/", liaison_page.edit, name="liaison-edit"),
    path("liaisons/<uuid:pk>/handover/", liaison_handover.handover, name="liaison-handover"),
    path("members/<uuid:pk>/liaison/", liaison_member.assign, name="member-liaison"),
    path("assignments/<uuid:pk>/end/", liaison_member.end, name="assignment-end"),
]
