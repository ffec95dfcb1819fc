"""Addresses of the staff pages. What each asks for is written at its view (registry.web.access)."""

from django.urls import include, path

from registry.web import (
    asking,
    canvass,
    editing,
    home,
    lost,
    member_page,
    member_print,
    members,
    movements,
    registering,
    requests,
    reveal,
    sites,
    visits,
)

urlpatterns = [
    path("", home.home, name="home"),
    path("members/", members.member_list, name="member-list"),
    path("members/filters/", members.filter_save, name="filter-save"),
    path("members/filters/<uuid:pk>/delete/", members.filter_delete, name="filter-delete"),
    path("members/new/", registering.new, name="member-new"),
    path("members/<uuid:pk>/", member_page.member, name="member"),
    path("members/<uuid:pk>/print/", member_print.member_print, name="member-print"),
    path("members/<uuid:pk>/edit/", editing.edit, name="member-edit"),
    path("members/<uuid:pk>/liaison/", editing.assign, name="member-liaison"),
    path("members/<uuid:pk>/id-number/", reveal.reveal_id, name="member-reveal-id"),
    path("members/<uuid:pk>/phone/", reveal.reveal_phone, name="member-reveal-phone"),
    path("members/<uuid:pk>/move/<slug:kind>/", movements.move, name="member-move"),
    path("members/<uuid:pk>/enroll/", asking.enroll, name="member-enroll"),
    path("members/<uuid:pk>/transfer/", asking.transfer, name="member-transfer"),
    path("movements/<uuid:pk>/void/", movements.void, name="movement-void"),
    path("requests/", requests.request_list, name="requests"),
    path("requests/take-over/", asking.take_over, name="request-take-over"),
    path("requests/<uuid:pk>/", requests.request_detail, name="request"),
    path("lost/", lost.lost_list, name="lost"),
    path("lost/<uuid:pk>/", lost.decide, name="lost-decide"),
    path("canvass/", canvass.canvass_list, name="canvasses"),
    path("canvass/new/", canvass.canvass_new, name="canvass-new"),
    path("canvass/sites/", sites.site_list, name="sites"),
    path("canvass/<uuid:pk>/", canvass.canvass, name="canvass"),
    path("canvass/<uuid:pk>/visit/", visits.visit_new, name="visit-new"),
    path("intake/", include("registry.web.intake_urls")),
]
