"""Addresses of the tracker of suggestions."""

from django.urls import path

from outreach.web import (
    suggestion_board,
    suggestion_files,
    suggestion_ledger,
    suggestion_list,
    suggestion_new,
    suggestion_page,
    suggestion_terms,
    suggestion_together,
)

urlpatterns = [
    path("suggestions/", suggestion_list.suggestion_list, name="suggestions"),
    path("suggestions/board/", suggestion_board.board, name="suggestion-board"),
    path("suggestions/new/", suggestion_new.new, name="suggestion-new"),
    path("suggestions/together/", suggestion_together.together, name="suggestion-together"),
    path("suggestions/ledger/", suggestion_ledger.sheet, name="suggestion-ledger"),
    path("suggestions/terms/", suggestion_terms.terms, name="suggestion-terms"),
    path("suggestions/templates/", suggestion_terms.templates, name="suggestion-templates"),
    path("suggestions/templates/<uuid:pk>/", suggestion_terms.template, name="suggestion-template"),
    path("suggestions/templates/<uuid:pk>/drop/", suggestion_terms.template_drop, name="suggestion-template-drop"),
    path("suggestions/files/<uuid:pk>/", suggestion_files.file, name="suggestion-file"),
    path("suggestions/<uuid:pk>/", suggestion_page.suggestion, name="suggestion"),
    path("suggestions/<uuid:pk>/phone/", suggestion_page.phone, name="suggestion-phone"),
    path("suggestions/<uuid:pk>/slip/", suggestion_page.slip, name="suggestion-slip"),
    path("suggestions/<uuid:pk>/do/<slug:verb>/", suggestion_page.act, name="suggestion-act"),
]
