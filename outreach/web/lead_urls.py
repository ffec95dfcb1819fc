"""Addresses of registration points and of the leads that come from them; of corrections."""

from django.urls import path

from outreach.web import correction_pages, heard_page, lead_list, lead_page, point_page, register_page

urlpatterns = [
    path("activities/venues/<uuid:pk>/point/", point_page.point, name="venue-point"),
    path("corrections/", correction_pages.correction_list, name="corrections"),
    path("corrections/<uuid:pk>/", correction_pages.correction, name="correction"),
    path("leads/", lead_list.lead_list, name="leads"),
    path("leads/<uuid:pk>/", lead_page.lead, name="lead"),
    path("leads/<uuid:pk>/register/", lead_page.register, name="lead-register"),
    path("leads/<uuid:pk>/report/", lead_page.report, name="lead-report"),
    path("leads/<uuid:pk>/dismiss/", lead_page.dismiss, name="lead-dismiss"),
    path("lost/heard/", heard_page.heard_list, name="lost-heard"),
    path("register/<slug:code>/", register_page.page, name="register-point"),
]
