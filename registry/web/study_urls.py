"""Addresses of study reports and files."""

from django.urls import path

from registry.web import attachments, studies, study_correct, study_page, study_writing

urlpatterns = [
    path("studies/", studies.study_list, name="studies"),
    path("studies/read/", studies.read_chosen, name="studies-read"),
    path("studies/<uuid:pk>/", study_page.study, name="study"),
    path("studies/<uuid:pk>/edit/", study_correct.edit, name="study-edit"),
    path("studies/<uuid:pk>/review/", study_page.review, name="study-review"),
    path("studies/<uuid:pk>/void/", study_page.void, name="study-void"),
    path("members/<uuid:pk>/studies/new/", study_writing.new, name="study-new"),
    path("members/<uuid:pk>/files/new/", attachments.new, name="attachment-new"),
    path("attachments/<uuid:pk>/", attachments.attachment, name="attachment"),
    path("attachments/<uuid:pk>/remove/", attachments.remove, name="attachment-remove"),
]
