"""Addresses of a member's own pages. None of them holds a token: the session's cookie says whose they are."""

from django.urls import path

from outreach.web.me import activities, door, notice, page, stopping, studies

urlpatterns = [
    path("", page.home, name="me"),
    path("notice/", notice.page, name="me-notice"),
    path("study/", studies.new, name="me-study"),
    path("study/<uuid:pk>/", studies.report, name="me-report"),
    path("study/<uuid:pk>/mend/", studies.mend, name="me-mend"),
    path("stop/", stopping.stop, name="me-stop"),
    path("activities/<uuid:pk>/", activities.answer, name="me-activity"),
    path("leave/", door.leave, name="me-leave"),
]
