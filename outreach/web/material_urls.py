"""Addresses of study materials and hand-outs."""

from django.urls import path

from outreach.web import handout_list, handout_pages, material_list, material_page

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
]
