"""Addresses of a member's own pages. None of them holds a token: the session's cookie says whose they are."""

from django.urls import path

from outreach.web.me import door, notice, page, stopping

urlpatterns = [
    path("", page.home, name="me"),
    path("notice/", notice.page, name="me-notice"),
    path("stop/", stopping.stop, name="me-stop"),
    path("leave/", door.leave, name="me-leave"),
]
