"""Addresses of study materials, hand-outs, the late list and the ledger."""

from django.urls import path

from outreach.web import handout_list, handout_pages, late_pages, material_list, material_page, study_sheet_page

urlpatterns = [
    path("materials/", material_list.material_list, name="materials"),
    path("materials/new/", material_list.material_new, name="material-new"),
    path("materials/handouts/", handout_list.handout_list, name="handouts"),
    path("materials/handouts/<uuid:pk>/void/", handout_pages.void, name="handout-void"),
    path("materials/files/<uuid:pk>/", material_page.file, name="material-file"),
    path("materials/to/<uuid:pk>/", handout_pages.give_one, name="material-give-one"),
    path("materials/<uuid:pk>/", material_page.material, name="material"),
    path("materials/<uuid:pk>/edit/", material_page.change, name="material-edit"),
    path("materials/<uuid:pk>/standing/", material_page.standing, name="material-standing"),
    path("materials/<uuid:pk>/give/", handout_pages.give_many, name="material-give"),
    path("materials/late/", late_pages.late_list, name="study-late"),
    path("materials/late/sheet/", late_pages.late_sheet, name="study-late-sheet"),
    path("materials/late/chase/", late_pages.chase, name="study-late-chase"),
    path("materials/ledger/", study_sheet_page.study_sheet, name="study-sheet"),
]
