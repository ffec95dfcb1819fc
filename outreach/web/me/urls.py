"""Addresses of a member's own pages. None of them holds a token: the session's cookie says whose they are."""

from django.urls import path

from outreach.web.me import activities, correcting, door, ideas, materials, notice, page, part, stopping, studies

urlpatterns = [
    path("", page.home, name="me"),
    path("notice/", notice.page, name="me-notice"),
    path("study/", studies.new, name="me-study"),
    path("study/<uuid:pk>/", studies.report, name="me-report"),
    path("study/<uuid:pk>/mend/", studies.mend, name="me-mend"),
    path("correct/", correcting.page, name="me-correct"),
    path("stop/", stopping.stop, name="me-stop"),
    path("activities/<uuid:pk>/", activities.answer, name="me-activity"),
    path("materials/<uuid:pk>/", materials.read, name="me-material"),
    path("materials/<uuid:pk>/file/", materials.file, name="me-material-file"),
    path("wishes/<uuid:pk>/", part.claim, name="me-wish"),
    path("claims/<uuid:pk>/", part.report, name="me-claim"),
    path("suggest/", ideas.new, name="me-idea"),
    path("suggest/<uuid:pk>/", ideas.act, name="me-idea-act"),
    path("leave/", door.leave, name="me-leave"),
]
